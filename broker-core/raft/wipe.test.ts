/** Nodes whose disks are emptied: safe under any schedule of messages, crashes and wipes. */
import test from 'ava';
import fc from 'fast-check';
import { RaftPanic, type RaftMessage } from './index.js';
import { createCluster, settle, type ClusterOptions } from './testkit/cluster.js';
import { CORRECT_HABITS, type PersistMode } from './testkit/driver.js';
import { SafetyChecker } from './testkit/safety.js';
import { demandProgress, runSchedule, scheduleArbitrary, type ScheduleOp } from './testkit/schedule.js';
import { SafetyViolation } from './testkit/violation.js';

const WAITING = { sync: 'whenDurable', async: 'promisesWhenDurable' } as const;

function run(options: ClusterOptions, schedule: readonly ScheduleOp[], goesOn = true): void {
  const checker = new SafetyChecker();
  const cluster = createCluster(options, checker);
  runSchedule(cluster, checker, schedule);
  if (goesOn) demandProgress(cluster, checker, 300);
}

for (const nodeCount of [3, 5]) {
  for (const mode of ['sync', 'async'] satisfies PersistMode[]) {
    const habits = { ...CORRECT_HABITS, sendPersisted: WAITING[mode] };
    test(`${nodeCount} nodes, ${mode} writes: wiped nodes vote for nothing that was lost, and come back`, (t) => {
      const property = fc.property(
        scheduleArbitrary(480, true),
        fc.boolean(),
        fc.boolean(),
        (schedule, preVote, checkQuorum) => {
          run({ nodeCount, mode, preVote, checkQuorum, habits }, schedule);
        },
      );
      t.notThrows(() => fc.assert(property, { seed: 20_251_130, numRuns: 200, includeErrorInReport: true }));
    });
  }
}

const SCHEDULES = fc.sample(scheduleArbitrary(480, true), { seed: 9, numRuns: 400 });

/** What goes wrong under any of the schedules. */
function consequences(planted: Partial<ClusterOptions>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const schedule of SCHEDULES) {
    const base = { mode: 'async', preVote: schedule.length % 2 === 0, checkQuorum: false } as const;
    try {
      run({ ...base, nodeCount: schedule.length % 3 === 0 ? 5 : 3, ...planted }, schedule, false);
    } catch (error) {
      if (error instanceof SafetyViolation) found.add(error.kind);
      else found.add(error instanceof RaftPanic ? error.code : String(error));
    }
  }
  return found;
}

test('planted: a wiped voter votes at once, and a committed entry is lost', (t) => {
  const found = consequences({ habits: { ...CORRECT_HABITS, afterWipe: 'votes' } });
  t.true(found.has('leaderCompleteness'), [...found].join(', '));
  t.true(found.has('commitOutOfRange'), [...found].join(', '));
});

/**
 * n2 leads term 2 and has committed with n3; n3's disk is wiped, and all that it hears of now is n1, which
 * still leads term 1. Gives what n1 has committed, and whether n3 votes.
 */
function oldLeaderMeetsWipedNode(tamper?: ClusterOptions['tamper']): readonly [number, boolean] {
  const checker = new SafetyChecker();
  const base = { nodeCount: 3, mode: 'async', preVote: false, checkQuorum: false } as const;
  const cluster = createCluster(tamper === undefined ? base : { ...base, tamper }, checker);
  const [n1, n2, n3] = cluster.nodes;
  if (n1 === undefined || n2 === undefined || n3 === undefined) throw new Error('three nodes');
  const goOn = (): void => settle(cluster, 200, () => checker.check(cluster));
  const isolate = (node: string): void => {
    cluster.cuts.clear();
    for (const { id } of cluster.nodes) cluster.cuts.add(`${id}>${node}`).add(`${node}>${id}`);
  };
  isolate('n3');
  n1.poke((raft) => raft.campaign());
  goOn();
  isolate('n1');
  n2.poke((raft) => raft.campaign());
  goOn();
  n2.poke((raft) => raft.propose(Uint8Array.of(2)));
  goOn();
  isolate('n2');
  n3.wipe();
  n1.poke((raft) => raft.propose(Uint8Array.of(1)));
  for (let tick = 0; tick < 20; tick += 1) {
    n1.poke((raft) => raft.tick());
    goOn();
  }
  return [n1.raft?.status().commitIndex ?? 0, n3.raft?.status().isVoter ?? true];
}

test('a deposed leader neither commits with a wiped node nor makes a voter of it', (t) =>
  t.deepEqual(oldLeaderMeetsWipedNode(), [1, false]));

test('planted: a leader counts what a wiped node acknowledges', (t) => {
  const count = (message: RaftMessage): RaftMessage => {
    if (message.type !== 'catchingUp') return message;
    const { from, to, term, matchIndex } = message;
    if (matchIndex === 0) return { type: 'heartbeatResponse', from, to, term };
    return { type: 'appendResponse', from, to, term, matchIndex };
  };
  t.throws(() => oldLeaderMeetsWipedNode(count), { instanceOf: SafetyViolation });
});

test('planted: a wiped node votes again as soon as a leader hears of it', (t) => {
  const tellAtOnce: ClusterOptions['tamper'] = (message, { inFlight }) => {
    if (message.type !== 'catchingUp') return message;
    const { from, to, term, life, matchIndex } = message;
    // What its leader would say, had it nothing to wait for.
    inFlight.push({ type: 'caughtUp', from: to, to: from, term, life, untilIndex: matchIndex });
    return message;
  };
  t.throws(() => oldLeaderMeetsWipedNode(tellAtOnce), { instanceOf: SafetyViolation });
});
