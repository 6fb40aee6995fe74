/** Bugs in the metadata log's image: what commands do to it, its snapshots, topics and their creation. */
import { referenceReplication } from '../../../broker-core/broker/strategies.js';
import { ofArea } from '../form/mutant.js';
import * as brokers from '../plants/brokers.js';

const APPLY = 'broker-core/metadata/apply/apply.ts';
const BROKERS = 'broker-core/metadata/apply/brokers.ts';
const CREATOR = 'broker-core/broker/creation/creator.ts';
const SNAPSHOT = 'broker-core/metadata/snapshot.ts';
const TOPICS = 'broker-core/metadata/apply/topics.ts';

export const metadataMutants = ofArea('metadata', [
  {
    name: 'empty-snapshot',
    broken: 'A snapshot is stored with nothing in it.',
    caughtBy: ['metadata-images-equal', 'state-machine-safety'],
    edits: [
      {
        file: 'broker-core/metadata/store.ts',
        find: 'snapshot() { return «encodeSnapshot(this.#state)»; }',
        replace: 'encodeSnapshot(new MetadataState())',
      },
    ],
  },
  {
    name: 'snapshot-without-answers',
    broken: 'A snapshot lacks the answers that requests were given, and what repeats one is done again.',
    known: 'Raft thesis, section 6.3: sessions are part of the state',
    caughtBy: ['state-machine-safety', 'metadata-images-equal'],
    edits: [
      { file: SNAPSHOT, find: 'for (const answer of «decoded.answers»)', replace: '[]' },
      { file: SNAPSHOT, find: 'state.contentHash === decoded.contentHash', replace: 'true' },
    ],
  },
  {
    name: 'repeated-request-done-again',
    broken: 'A request that comes twice is carried out twice.',
    caughtBy: ['topic-operations-in-one-order'],
    edits: [{ file: APPLY, find: 'state.answer(requestId)?.outcome', replace: 'undefined' }],
  },
  {
    name: 'topic-overwritten',
    broken: 'A second creation of a topic replaces the first.',
    caughtBy: ['topic-keeps-its-id'],
    edits: [{ file: TOPICS, find: 'context.state.topic(name) !== undefined', replace: 'false' }],
  },
  {
    name: 'recreated-topic-has-old-records',
    broken: 'A topic that is created again finds the log of the one that was deleted.',
    known: 'KIP-516',
    caughtBy: [
      'reads-are-sound',
      'one-value-at-one-offset',
      'high-watermark-monotonic',
      'offsets-dense',
      'broker-stops-for-a-cause',
    ],
    strategies: {
      replication: {
        ...referenceReplication,
        files: {
          ...referenceReplication.files,
          directoryOf: (topic, partition) => `/data/partitions/${topic}-${partition}`,
          outliveTopic: true,
        },
      },
    },
  },
  {
    name: 'epoch-of-a-former-life-kept',
    broken: 'A broker that starts again keeps the epoch of its former life.',
    caughtBy: ['broker-epoch-of-one-life'],
    strategies: brokers.epochKept,
  },
  {
    name: 'registration-acknowledged-unwritten',
    broken: 'A registration on request is acknowledged before it is written.',
    caughtBy: ['acknowledged-registration-is-applied'],
    edits: [
      {
        file: 'broker-core/broker/membership/registration.ts',
        find: '(waiting) => untilApplied(waiting, port, broker)',
        replace: '() => Promise.resolve(CREATED)',
      },
    ],
  },
  {
    name: 'unknown-creation-acknowledged',
    broken: 'The creator of a topic is told of a success when nothing is known of it.',
    caughtBy: ['acknowledged-topic-survives', 'topic-operations-in-one-order'],
    edits: [
      {
        file: CREATOR,
        find: "if («result.type === 'ok'») return { ok: true };",
        replace: "result.type === 'ok' || result.error === 'REQUEST_TIMED_OUT'",
      },
    ],
    shown: { scenario: 'topic-creation-dead-leader' },
  },
  {
    name: 'second-creation-acknowledged',
    broken: 'Of two creations of one topic both are told to have succeeded.',
    caughtBy: ['topic-operations-in-one-order'],
    edits: [{ file: CREATOR, find: "error === 'TOPIC_ALREADY_EXISTS' && «topic.mayExist»", replace: 'true' }],
  },
  {
    name: 'fresh-creation-refused',
    broken: 'New topics are refused where there is one.',
    caughtBy: ['fresh-requests-succeed'],
    strategies: brokers.freshCreationRefused,
  },
  {
    name: 'proposed-where-nobody-leads',
    broken: 'A node that does not lead accepts proposals.',
    caughtBy: ['accepted-proposal-is-in-own-log'],
    edits: [
      {
        file: 'broker-core/raft/requests.ts',
        find: "if («node.role === 'leader'») return appendProposal(node, data);",
        replace: 'true',
      },
    ],
  },
  {
    name: 'proposal-reported-as-committed',
    broken: 'A proposal is reported as committed as soon as it is in its proposer’s log.',
    caughtBy: ['reported-proposal-is-committed'],
    strategies: { proposeWait: { reportsCommit: true, wait: () => Promise.resolve(null) } },
  },
  {
    name: 'unfenced-broker-leads-nothing',
    broken: 'A partition that has waited for its last replica goes on waiting when that is back.',
    caughtBy: ['assigned-partition-is-led', 'high-watermark-at-log-end', 'stalled'],
    edits: [
      {
        file: BROKERS,
        find: 'leadWaitingPartitions(context, command.brokerId);',
        replace: '',
        when: 'context.state.partitions().some(({ leader }) => leader === null)',
      },
    ],
  },
  {
    name: 'fenced-broker-leads-on',
    broken: 'A broker that is fenced keeps the partitions that it leads.',
    caughtBy: ['fenced-broker-leads-nothing'],
    edits: [
      {
        file: BROKERS,
        find: 'failOver(context, command.brokerId, command.failover);',
        replace: '',
        when: 'context.state.partitions().some(({ leader }) => leader === command.brokerId)',
      },
    ],
  },
]);
