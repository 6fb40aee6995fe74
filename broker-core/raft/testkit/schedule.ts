import fc from 'fast-check';
import { quorumSize } from '../index.js';
import { deliverAt, settle, type Cluster } from './cluster.js';
import type { TestDriver } from './driver.js';
import type { SafetyChecker } from './safety.js';

/**
 * One event of a schedule. `node` and `pick` are taken modulo what is there, so that any number is valid and
 * shrinks well.
 */
export type ScheduleOp =
  | { readonly op: 'deliver' | 'drop' | 'duplicate'; readonly pick: number }
  | { readonly op: 'deliverInOrder'; readonly count: number }
  | { readonly op: 'tick'; readonly node: number; readonly count: number }
  | { readonly op: 'write'; readonly node: number }
  | { readonly op: 'settle'; readonly count: number }
  | { readonly op: 'propose' | 'campaign' | 'restart' | 'wipe'; readonly node: number }
  | { readonly op: 'crash' | 'compact'; readonly node: number; readonly keep: number }
  | {
      readonly op: 'transfer' | 'unreachable' | 'snapshotFailed' | 'cut';
      readonly node: number;
      readonly other: number;
    }
  | { readonly op: 'proposeAtLeader' | 'mend' | 'powerFailure' };

/** Random schedules of at most `opsMax` events; with `wipes` disks are emptied too. */
export function scheduleArbitrary(opsMax: number, wipes = false): fc.Arbitrary<ScheduleOp[]> {
  const node = fc.nat(4);
  const other = fc.nat(4);
  const pick = fc.nat(30);
  const one = (op: ScheduleOp['op'], weight: number, rest: Record<string, fc.Arbitrary<number>>) => ({
    weight,
    arbitrary: fc.record({ op: fc.constant(op), ...rest }) as unknown as fc.Arbitrary<ScheduleOp>,
  });
  const anyOp = fc.oneof(
    one('deliver', 14, { pick }),
    one('deliverInOrder', 16, { count: fc.integer({ min: 1, max: 12 }) }),
    one('drop', 3, { pick }),
    one('duplicate', 2, { pick }),
    one('tick', 7, { node, count: fc.integer({ min: 1, max: 14 }) }),
    one('write', 14, { node }),
    one('settle', 10, { count: fc.integer({ min: 1, max: 30 }) }),
    one('propose', 3, { node }),
    one('proposeAtLeader', 10, {}),
    one('campaign', 2, { node }),
    one('crash', 2, { node, keep: fc.nat(2) }),
    one('powerFailure', 1, {}),
    one('restart', 6, { node }),
    ...(wipes ? [one('wipe', 1, { node })] : []),
    one('compact', 4, { node, keep: fc.nat(2) }),
    one('transfer', 1, { node, other }),
    one('unreachable', 1, { node, other }),
    one('snapshotFailed', 1, { node, other }),
    one('cut', 2, { node, other }),
    one('mend', 2, {}),
  );
  // One array would mostly be short, and with a least length it would not shrink below that.
  const parts = Array.from({ length: 8 }, () => fc.array(anyOp, { maxLength: opsMax / 8, size: 'max' }));
  return fc.tuple(...parts).map((ops) => ops.flat());
}

/** Runs a schedule; throws what the checker or a node throws at the event that brought it about. */
export function runSchedule(cluster: Cluster, checker: SafetyChecker, schedule: readonly ScheduleOp[]): void {
  let proposals = 0;
  for (const op of schedule) {
    if (op.op === 'propose' || op.op === 'proposeAtLeader') proposals += 1;
    runOp(cluster, op, proposals, () => checker.check(cluster));
    checker.check(cluster);
  }
}

/**
 * Ends all faults and demands progress: one leader, a new proposal applied everywhere, equal states. Throws
 * `NoProgress` otherwise. Without it a core that does nothing would be safe.
 */
export function demandProgress(cluster: Cluster, checker: SafetyChecker, roundsMax: number): void {
  cluster.cuts.clear();
  for (const node of cluster.nodes) node.restart();
  // Without a majority that knows what it knew, nobody can go on, and nobody should.
  const voters = cluster.nodes.filter(({ disk }) => disk.isVoter);
  if (voters.length < quorumSize(cluster.nodes.length)) return;
  settle(cluster, 2_000, () => checker.check(cluster));
  for (const node of cluster.nodes) reportLostSnapshots(node);
  let isProposed = false;
  for (let round = 0; round < roundsMax; round += 1) {
    for (const node of cluster.nodes) node.poke((raft) => raft.tick());
    settle(cluster, 2_000, () => checker.check(cluster));
    if (!isProposed) isProposed = proposeAtLeader(cluster, Uint8Array.of(255));
    else if (areEqual(cluster.nodes)) return;
  }
  throw new NoProgress(isProposed ? 'the states do not become equal' : 'nobody takes a proposal');
}

/** After the end of all faults the cluster does not recover. */
class NoProgress extends Error {
  override readonly name = 'NoProgress';
}

/** What the transport would have said of a snapshot that it lost: without it the leader waits for ever. */
function reportLostSnapshots(node: TestDriver): void {
  for (const { peer, state } of node.raft?.status().progress ?? []) {
    if (state === 'snapshot') node.poke((raft) => raft.reportSnapshot(peer, false));
  }
}

/** Proposes at each node that takes itself for the leader. */
function proposeAtLeader(cluster: Cluster, data: Uint8Array): boolean {
  let isAppended = false;
  for (const node of cluster.nodes) {
    if (node.raft?.status().role !== 'leader') continue;
    node.poke((raft) => {
      isAppended = raft.propose(data).type === 'appended' || isAppended;
    });
  }
  return isAppended;
}

function areEqual(nodes: readonly TestDriver[]): boolean {
  const [first] = nodes;
  const lastIndex = Math.max(...nodes.map((node) => node.raft?.status().lastIndex ?? 0));
  return nodes.every(
    ({ machine }) => machine.digest === first?.machine.digest && machine.appliedIndex === lastIndex,
  );
}

function runOp(cluster: Cluster, op: ScheduleOp, proposalNumber: number, check: () => void): void {
  switch (op.op) {
    case 'deliver':
    case 'drop':
    case 'duplicate':
      runMessageOp(cluster, op.op, op.pick);
      break;
    case 'deliverInOrder':
      for (let i = 0; i < op.count; i += 1) if (deliverAt(cluster, 0)) check();
      break;
    case 'settle':
      settle(cluster, op.count, check);
      break;
    case 'powerFailure':
      for (const node of cluster.nodes) node.crash(0);
      check();
      for (const node of cluster.nodes) node.restart();
      break;
    case 'mend':
      cluster.cuts.clear();
      break;
    case 'tick':
      for (let i = 0; i < op.count; i += 1) nodeAt(cluster, op.node).poke((raft) => raft.tick());
      break;
    case 'write':
      nodeAt(cluster, op.node).finishWrite();
      break;
    case 'propose':
      // Each proposal has its own data, so that two entries at one place never agree by accident.
      nodeAt(cluster, op.node).poke(
        (raft) => void raft.propose(Uint8Array.of(proposalNumber & 255, proposalNumber >> 8)),
      );
      break;
    case 'proposeAtLeader':
      proposeAtLeader(cluster, Uint8Array.of(proposalNumber & 255, proposalNumber >> 8));
      break;
    case 'campaign':
      nodeAt(cluster, op.node).poke((raft) => raft.campaign());
      break;
    case 'crash':
      nodeAt(cluster, op.node).crash(op.keep);
      break;
    case 'restart':
      nodeAt(cluster, op.node).restart();
      break;
    case 'wipe':
      nodeAt(cluster, op.node).wipe();
      break;
    case 'compact':
      nodeAt(cluster, op.node).compact(op.keep);
      break;
    case 'transfer':
    case 'unreachable':
    case 'snapshotFailed':
    case 'cut':
      runPairOp(cluster, op.op, nodeAt(cluster, op.node), nodeAt(cluster, op.other).id);
      break;
  }
}

function runMessageOp(cluster: Cluster, op: 'deliver' | 'drop' | 'duplicate', pick: number): void {
  const { inFlight } = cluster;
  const message = inFlight[pick % Math.max(1, inFlight.length)];
  if (message === undefined) return;
  if (op === 'deliver') deliverAt(cluster, pick % inFlight.length);
  else if (op === 'drop') inFlight.splice(pick % inFlight.length, 1);
  else inFlight.push(message);
}

function runPairOp(
  cluster: Cluster,
  op: 'transfer' | 'unreachable' | 'snapshotFailed' | 'cut',
  node: TestDriver,
  other: string,
): void {
  switch (op) {
    case 'transfer':
      node.poke((raft) => raft.transferLeadership(other));
      break;
    case 'unreachable':
      node.poke((raft) => raft.reportUnreachable(other));
      break;
    case 'snapshotFailed':
      node.poke((raft) => raft.reportSnapshot(other, false));
      break;
    case 'cut':
      cluster.cuts.add(`${node.id}>${other}`);
      cluster.cuts.add(`${other}>${node.id}`);
      break;
  }
}

function nodeAt(cluster: Cluster, at: number): TestDriver {
  const node = cluster.nodes[at % cluster.nodes.length];
  if (node === undefined) throw new Error('a cluster has nodes');
  return node;
}
