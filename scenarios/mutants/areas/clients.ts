/** Bugs in clients. */
import { ofArea } from '../form/mutant.js';

const ASSIGNED = 'broker-core/client/assigned.ts';
const FETCHER = 'broker-core/client/fetcher.ts';

export const clientMutants = ofArea('clients', [
  {
    name: 'retry-takes-a-new-sequence',
    broken: 'An idempotent producer gives a record another sequence that may be in the log already.',
    known: 'confluentinc/librdkafka#4953',
    caughtBy: ['idempotent-no-duplicate', 'duplicate-read'],
    edits: [
      {
        file: 'broker-core/client/producer.ts',
        find: '«!sending.mayBeInLog» && this.#identity.outOfOrder(sending.key, ticket)',
        replace: 'true',
      },
    ],
  },
  {
    name: 'old-answer-taken',
    broken: 'A late answer, to a request that was given up, counts as the answer to the oldest that waits.',
    caughtBy: [
      'no-assertion-fails',
      'acknowledged-record-survives',
      'inconsistent-offsets',
      'producer-order',
    ],
    edits: [
      {
        file: 'broker-core/protocol/rpc.ts',
        find: 'this.#forget(«envelope.reply»)?.waker.resume(',
        replace:
          'this.#pending.has(envelope.reply) ? envelope.reply : [...this.#pending].find(([, { to }]) => to === from)?.[0] ?? -1',
      },
    ],
  },
  {
    name: 'rest-of-a-fetch-dropped',
    broken: 'A consumer drops what one poll does not take of a fetch, and goes on behind it.',
    caughtBy: ['poll-skip', 'lost-write', 'unseen-after-final-polls'],
    edits: [
      {
        file: ASSIGNED,
        find: 'this.#taken += taken.length',
        replace: 'this.#taken = this.#buffer.length',
        hasEffects: true,
      },
      {
        file: ASSIGNED,
        find: 'this.position = «last.offset + 1»;',
        replace: '(this.#buffer.at(-1) ?? last).offset + 1',
      },
    ],
  },
  {
    name: 'end-of-a-fetch-dropped',
    broken: 'A consumer leaves out the last record of a fetch that has several.',
    caughtBy: ['unseen-after-final-polls'],
    edits: [
      {
        file: ASSIGNED,
        find: 'return «taken»;',
        replace: 'this.isEmpty && taken.length > 1 ? taken.slice(0, -1) : taken',
      },
    ],
  },
  {
    name: 'position-runs-ahead',
    broken: 'A consumer counts records as read that it has fetched and not given out.',
    caughtBy: ['committed-was-consumed'],
    edits: [
      {
        file: ASSIGNED,
        find: 'this.position = «last.offset + 1»;',
        replace: '(this.#buffer.at(-1) ?? last).offset + 1',
      },
    ],
  },
  {
    name: 'position-lost-with-any-error',
    broken: 'A consumer that meets any error begins where it would without a position.',
    caughtBy: ['nonmonotonic-poll', 'poll-skip'],
    edits: [
      { file: FETCHER, find: "if («result.error !== 'OFFSET_OUT_OF_RANGE'») return", replace: 'false' },
    ],
    shown: { scenario: 'contested-elections', set: { 'consumer.count': 2 } },
  },
  {
    name: 'newest-leader-forgotten',
    broken: 'A client goes back to a leader that it knows to be deposed.',
    known: 'KIP-951, KIP-320',
    caughtBy: ['nonmonotonic-poll', 'poll-skip', 'told-end-never-goes-back'],
    edits: [
      {
        file: 'broker-core/client/metadata-cache.ts',
        find: "!this.profile.keepsLeaderEpochs || topic.error !== 'NONE'",
        replace: 'true',
      },
    ],
  },
  {
    name: 'time-out-taken-for-a-refusal',
    broken: 'A producer that gets no answer says that its record was refused for certain.',
    caughtBy: ['definite-error-is-absent', 'aborted-read'],
    edits: [
      {
        file: 'broker-core/client/producer.ts',
        find: 'sending.isSent && UNKNOWN_OUTCOME.has(error)',
        replace: 'false',
      },
    ],
  },
]);
