import { check, latenciesMs, sum, text, totalWaitMs, waitsMs } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

const CREATE_MS = 5000;
const ASSIGN_MS = 5000;
const PARTITIONS = 3;

export const r7: VerdictRow = {
  id: 'R7',
  claim:
    'Time-outs of 5 s add up while a topic is created: 20 s, at times 25 to 30 s, until the client is answered.',
  source: 'S4:L422-437; the trace of 25.37 s in TOPIC_CREATION_TIMEOUT_ROOT_CAUSE.md @ d653cb4',
  expected:
    'a + p*b for a wait for the topic and p partitions, a + b when they are assigned together; 4 attempts to forward, their backoff, and one wait for an unreachable leader; p*b without a quorum (spec b R7)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const cascade = await lab.run('topic-creation-cascade');
  const joined = await lab.run('topic-creation-cascade', { set: { assign: 'joinAll' } });
  const deadLeader = await lab.run('topic-creation-dead-leader');
  const noQuorum = await lab.run('topic-creation-no-quorum');
  const reference = await lab.run('topic-creation-cascade', { variant: 'reference' });
  const waitedMs = totalWaitMs(cascade, 'createWait') + totalWaitMs(cascade, 'assign');
  const joinedMs = totalWaitMs(joined, 'createWait') + Math.max(...waitsMs(joined, 'assign'));
  const attempts = waitsMs(deadLeader, 'forward.attempt').filter((ms) => ms === CREATE_MS).length;
  const backoffMs = totalWaitMs(deadLeader, 'forward.backoff');
  const [deadMs] = latenciesMs(deadLeader, 'createTopic');
  const noQuorumMs = totalWaitMs(noQuorum, 'assign');
  return {
    checks: [
      check(
        'one wait for the topic and one for each partition',
        waitedMs === CREATE_MS + PARTITIONS * ASSIGN_MS,
      ),
      check('joined, the assignments take as long as one', joinedMs === CREATE_MS + ASSIGN_MS),
      check('an unreachable leader costs four attempts', attempts === 4),
      check('and 350 ms of backoff between them', backoffMs === 350),
      check('and one wait more', deadMs === sum([attempts * CREATE_MS, backoffMs, CREATE_MS])),
      check('without a quorum every assignment waits in vain', noQuorumMs === PARTITIONS * ASSIGN_MS),
      check('reference passes the same faults', reference.verdict === 'passed'),
    ],
    measured:
      `The waits of the cascade are ${text(waitedMs)} ms, joined ${text(joinedMs)} ms; with an unreachable leader a creation takes ` +
      `${text(deadMs)} ms; without a quorum the assignments wait ${text(noQuorumMs)} ms. Reference under the faults of the cascade: ` +
      `${text(latenciesMs(reference, 'createTopic')[0])} ms.`,
    figures: [
      {
        what: 'worst case of a creation',
        unit: 'ms',
        documented: 20_000,
        predicted: waitedMs,
        kind: 'exact',
      },
      {
        what: 'creation with an unreachable leader',
        unit: 'ms',
        documented: 25_370,
        predicted: deadMs ?? Number.NaN,
        kind: 'exact',
      },
    ],
  };
}
