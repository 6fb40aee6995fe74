import { check, latenciesMs, sum, text, totalWaitMs, waitsMs } from '../measure.js';
import type { Figure, Lab, Settled, VerdictRow } from '../row.js';

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
  const calm = await calmCreations(lab);
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
      check(
        'without a fault three assignments take 500 to 600 ms one after another, 100 to 200 joined or in a batch',
        isWithin(calm.serialMs, 500, 600) &&
          isWithin(calm.joinedMs, 100, 200) &&
          isWithin(calm.batchMs, 100, 200),
      ),
      check('reference passes the same faults', reference.verdict === 'passed'),
    ],
    measured:
      `The waits of the cascade are ${text(waitedMs)} ms, joined ${text(joinedMs)} ms; with an unreachable leader a creation takes ` +
      `${text(deadMs)} ms; without a quorum the assignments wait ${text(noQuorumMs)} ms. Reference under the faults of the cascade: ` +
      `${text(latenciesMs(reference, 'createTopic')[0])} ms.`,
    figures: figures(waitedMs, deadMs ?? Number.NaN, calm),
  };
}

function figures(worstMs: number, deadLeaderMs: number, calm: CalmCreations): readonly Figure[] {
  return [
    {
      what: 'worst case of a creation',
      unit: 'ms',
      documented: 20_000,
      predicted: worstMs,
      kind: 'exact',
    },
    {
      ...{ what: 'creation with an unreachable leader', unit: 'ms', documented: 25_370, kind: 'exact' },
      predicted: deadLeaderMs,
    },
    {
      ...{
        what: 'best case, on the leader',
        unit: 'ms',
        documented: 175,
        predicted: calm.leaderMs,
        kind: 'shape',
      },
      note: 'a commit takes 100 to 200 ms in the loop of 100 ms, and there are four in a row',
    },
    {
      ...{
        what: 'best case, on the leader',
        unit: 'ms',
        documented: 175,
        predicted: calm.eventsMs,
        kind: 'shape',
      },
      note: 'with an event-driven loop',
    },
    {
      ...{
        what: 'typical, on a follower',
        unit: 'ms',
        documented: 700,
        predicted: calm.followerMs,
        kind: 'shape',
      },
      note: 'the three assignments are refused at once there (L18), so nothing waits for them',
    },
  ];
}

interface CalmCreations {
  /** Wait for the assignments of three partitions. */
  readonly serialMs: number;
  readonly joinedMs: number;
  readonly batchMs: number;
  /** Whole creations. */
  readonly leaderMs: number;
  readonly eventsMs: number;
  readonly followerMs: number;
}

/** Nothing goes wrong. */
async function calmCreations(lab: Lab): Promise<CalmCreations> {
  const onLeader = { 'creation.ask': 'leader' };
  const serial = await lab.run('topic-creation', { set: onLeader });
  const joined = await lab.run('topic-creation', { set: { ...onLeader, assign: 'joinAll' } });
  const batch = await lab.run('topic-creation', { set: { ...onLeader, assign: 'batch' } });
  const events = await lab.run('topic-creation', { set: { ...onLeader, 'loop.periodMs': 0 } });
  const follower = await lab.run('topic-creation');
  return {
    serialMs: totalWaitMs(serial, 'assign'),
    joinedMs: Math.max(...waitsMs(joined, 'assign')),
    batchMs: Math.max(...waitsMs(batch, 'assign')),
    leaderMs: latenciesMs(serial, 'createTopic')[0] ?? Number.NaN,
    eventsMs: latenciesMs(events, 'createTopic')[0] ?? Number.NaN,
    followerMs: latenciesMs(follower, 'createTopic')[0] ?? Number.NaN,
  };
}

function isWithin(ms: number, leastMs: number, mostMs: number): boolean {
  return ms >= leastMs && ms <= mostMs;
}
