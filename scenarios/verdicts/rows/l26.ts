import { all, allPassed, latenciesMs, longest, passing, shortest, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'election-impossible';
const STRICT = { waitForLeaders: 'strict', unknownLeader: 'unavailable', 'client.thinkMs': 100 };
const LIMIT_MS = 5000;

export const l26: VerdictRow = {
  id: 'L26',
  claim:
    'Where no leader can be elected, every Metadata answer takes 5 s and says the same as without the wait.',
  source: 'S3:L51-68, L351-353; spec c L26',
  expected:
    'Each call lasts to the limit, whatever the limit is; clients that give up sooner have several waits under way (spec c L26)',
  async settle(lab) {
    const waiting = await lab.run(SCENARIO, { set: STRICT });
    const longer = await lab.run(SCENARIO, { set: { ...STRICT, 'waitForLeaders.timeoutMs': 10_000 } });
    const without = await lab.run(SCENARIO, { set: { ...STRICT, waitForLeaders: 'none' } });
    const impatient = await lab.run(SCENARIO, { set: { ...STRICT, 'client.requestTimeoutMs': 2000 } });
    const reference = await lab.reference(SCENARIO);
    const callsMs = latenciesMs(waiting, 'metadata');
    const lasting = (run: typeof waiting, ms: number): boolean =>
      latenciesMs(run, 'metadata').length > 0 &&
      waitsMs(run, 'waitForLeaders').filter((wait) => wait === ms).length ===
        latenciesMs(run, 'metadata').length;
    const referenceMs = reference.flatMap((run) => latenciesMs(run, 'metadata').slice(1));
    // The first answer without a wait comes before there is a replica that could know better than the plan.
    const later = (run: typeof waiting): string => {
      const answers = run.requests.filter(({ operation }) => operation === 'metadata');
      return [...new Set(answers.slice(1).map(({ outcome }) => outcome))].join(', ');
    };
    return {
      checks: {
        'every call waits 5,000 ms': lasting(waiting, LIMIT_MS),
        'and 10,000 ms where that is the limit': lasting(longer, 2 * LIMIT_MS),
        'what is answered then is what is answered without the wait: no leader':
          later(waiting) === 'LEADER_NOT_AVAILABLE' && later(without) === later(waiting),
        'a client that gives up after 2 s waits in vain each time, and leaves its waits behind':
          impatient.operations['metadata']?.errors['REQUEST_TIMED_OUT'] === callsMs.length &&
          lasting(impatient, LIMIT_MS),
        'reference answers at once under the same fault':
          allPassed(reference) && all(referenceMs, (ms) => ms < 5),
      },
      measured:
        `${text(callsMs.length)} calls take ${text(shortest(callsMs))} to ${text(longest(callsMs))} ms, and say ${later(waiting)}; without the wait it is ${later(without)}, at once; ` +
        `reference takes ${text(longest(referenceMs))} ms at most. Reference: ${passing(reference)}.`,
    };
  },
};
