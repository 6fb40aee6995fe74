import {
  quorumSize,
  type Entry,
  type RaftMessage,
  type RaftStatus,
  type Ready,
  type Snapshot,
} from '../index.js';
import type { Cluster } from './cluster.js';
import { contentOf, storedLastIndex, storedTermAt } from './disk.js';
import type { DriverObserver, TestDriver } from './driver.js';
import { undurablePromise, voteIn } from './promises.js';
import { SafetyViolation, type ViolationKind } from './violation.js';

/** What was last seen of a node that runs. */
type Seen = Pick<RaftStatus, 'role' | 'term' | 'commitIndex'>;

/**
 * Watches a cluster and throws {@link SafetyViolation} at the first rule that does not hold.
 *
 * It reads what drivers were handed, what is on disks and what `status` says, never the node's insides.
 */
export class SafetyChecker implements DriverObserver {
  /**
   * Rules not checked, so that a test can show what comes of a broken driver rather than that it is broken.
   */
  readonly #unchecked: ReadonlySet<ViolationKind>;
  readonly #leaderByTerm = new Map<number, string>();
  readonly #voteByTermAndVoter = new Map<string, string>();
  readonly #spokenTermByNode = new Map<string, number>();
  readonly #contentByPlace = new Map<string, string>();
  readonly #committedTerms: number[] = [];
  readonly #appliedContents: string[] = [];
  readonly #digestByAppliedIndex = new Map<number, number>();
  readonly #seenByNode = new Map<string, Seen>();

  constructor(unchecked: readonly ViolationKind[] = []) {
    this.#unchecked = new Set(unchecked);
  }

  onReady(node: TestDriver, ready: Ready): void {
    const [first] = ready.entries;
    const seen = this.#seenByNode.get(node.id);
    if (first !== undefined) {
      const last = ready.snapshot?.index ?? storedLastIndex(node.memory);
      const isLeader = node.raft?.status().role === 'leader';
      this.#demand(
        !isLeader || first.index === last + 1,
        'leaderAppendOnly',
        `${node.id} rewrites ${first.index}`,
      );
      const committed = seen?.commitIndex ?? 0;
      this.#demand(
        first.index > committed,
        'committedChanged',
        `${node.id} rewrites ${first.index} <= ${committed}`,
      );
    }
    let before = first === undefined ? 0 : this.#termBefore(node, ready, first.index);
    for (const entry of ready.entries) {
      this.#checkLogMatching(node, entry, before);
      before = entry.term;
    }
  }

  onSend(node: TestDriver, message: RaftMessage): void {
    this.#checkPromise(node, message);
    // A pre-vote and its grant name a term that nobody is in.
    if (message.type === 'preVote' || (message.type === 'preVoteResponse' && message.granted)) return;
    const spoken = this.#spokenTermByNode.get(node.id) ?? 0;
    this.#demand(
      message.term >= spoken,
      'termWentBack',
      `${node.id} spoke in ${spoken}, now in ${message.term}`,
    );
    this.#spokenTermByNode.set(node.id, message.term);
  }

  onWipe({ id }: TestDriver): void {
    this.#spokenTermByNode.delete(id);
    this.#seenByNode.delete(id);
    for (const key of this.#voteByTermAndVoter.keys())
      if (key.endsWith(`/${id}`)) this.#voteByTermAndVoter.delete(key);
  }

  onApply(node: TestDriver, entry: Entry): void {
    const { appliedIndex } = node.machine;
    this.#demand(
      entry.index === appliedIndex + 1,
      'appliedOutOfOrder',
      `${node.id}: ${entry.index} after ${appliedIndex}`,
    );
    const content = contentOf(entry);
    const known = this.#appliedContents[entry.index];
    this.#demand(
      known === undefined || known === content,
      'stateMachineSafety',
      `index ${entry.index}: ${known ?? ''} and ${content}`,
    );
    this.#appliedContents[entry.index] = content;
  }

  onRestore(node: TestDriver, snapshot: Snapshot): void {
    const { appliedIndex } = node.machine;
    this.#demand(
      snapshot.index > appliedIndex,
      'appliedOutOfOrder',
      `${node.id}: snapshot ${snapshot.index} after ${appliedIndex}`,
    );
  }

  /** Looks at every node; to be called after each event. */
  check(cluster: Cluster): void {
    for (const node of cluster.nodes) {
      if (node.raft === null) this.#seenByNode.delete(node.id);
      else this.#checkNode(cluster, node, node.raft.status());
    }
  }

  #checkNode(cluster: Cluster, node: TestDriver, status: RaftStatus): void {
    const { id } = node;
    const { appliedIndex, commitIndex, lastIndex, snapshotIndex } = status;
    const inOrder = appliedIndex <= commitIndex && commitIndex <= lastIndex && snapshotIndex <= commitIndex;
    this.#demand(
      inOrder,
      'marksOutOfOrder',
      `${id}: ${snapshotIndex} ${appliedIndex} ${commitIndex} ${lastIndex}`,
    );
    this.#checkDigest(node);
    const seen = this.#seenByNode.get(id);
    if (status.role === 'leader') this.#checkLeader(node, status, seen);
    if (seen !== undefined) {
      this.#demand(
        commitIndex >= seen.commitIndex,
        'commitWentBack',
        `${id}: ${seen.commitIndex} to ${commitIndex}`,
      );
      this.#demand(status.term >= seen.term, 'termWentBack', `${id}: ${seen.term} to ${status.term}`);
    }
    this.#checkCommitted(cluster, node, status);
    this.#seenByNode.set(id, { role: status.role, term: status.term, commitIndex });
  }

  #checkLeader(node: TestDriver, status: RaftStatus, seen: Seen | undefined): void {
    const { id } = node;
    const { term, commitIndex } = status;
    const known = this.#leaderByTerm.get(term);
    this.#demand(
      known === undefined || known === id,
      'electionSafety',
      `${known ?? ''} and ${id} lead term ${term}`,
    );
    this.#leaderByTerm.set(term, id);
    if (seen?.role !== 'leader' || seen.term !== term) {
      for (const [index, committedTerm] of this.#committedTerms.entries())
        this.#checkHas(node, index, committedTerm);
    } else if (commitIndex > seen.commitIndex) {
      const committedTerm = storedTermAt(node.memory, commitIndex);
      this.#demand(
        committedTerm === term,
        'commitOfOlderTerm',
        `${id} in ${term} commits ${commitIndex} of ${String(committedTerm)}`,
      );
    }
  }

  #checkHas(node: TestDriver, index: number, committedTerm: number | undefined): void {
    if (committedTerm === undefined) return;
    const term = storedTermAt(node.memory, index);
    const has = term === committedTerm || term === 'covered';
    this.#demand(
      has,
      'leaderCompleteness',
      `${node.id} leads without (${index}, ${committedTerm}), has ${String(term)}`,
    );
  }

  #checkCommitted(cluster: Cluster, node: TestDriver, { role, commitIndex }: RaftStatus): void {
    const from = (this.#seenByNode.get(node.id)?.commitIndex ?? 0) + 1;
    for (let index = from; index <= commitIndex; index += 1) {
      const term = storedTermAt(node.memory, index);
      if (typeof term !== 'number') continue;
      const known = this.#committedTerms[index];
      this.#demand(
        known === undefined || known === term,
        'committedChanged',
        `${node.id}: (${index}, ${term}), was ${known ?? 0}`,
      );
      if (known !== undefined) continue;
      // After each event the leader that commits is seen before anybody it tells.
      this.#demand(
        role === 'leader',
        'committedByNobody',
        `${node.id} commits (${index}, ${term}), no leader has`,
      );
      this.#committedTerms[index] = term;
      // One whose disk was emptied may have acknowledged it before, and does not vote without it.
      const holders = cluster.nodes.filter(({ disk, lostDisks }) =>
        [disk, ...lostDisks].some((held) =>
          [term, 'covered'].includes(storedTermAt(held, index) ?? 'absent'),
        ),
      );
      const isOnQuorum = holders.length >= quorumSize(cluster.nodes.length);
      this.#demand(
        isOnQuorum,
        'committedNotOnQuorum',
        `(${index}, ${term}) is durable on ${holders.length} when ${node.id} commits it`,
      );
    }
  }

  #checkDigest({ id, machine }: TestDriver): void {
    const known = this.#digestByAppliedIndex.get(machine.appliedIndex);
    this.#demand(
      known === undefined || known === machine.digest,
      'stateMachineSafety',
      `${id} differs at ${machine.appliedIndex}`,
    );
    this.#digestByAppliedIndex.set(machine.appliedIndex, machine.digest);
  }

  #checkLogMatching(node: TestDriver, entry: Entry, termBefore: number | 'covered' | null): void {
    if (typeof termBefore !== 'number') return;
    const place = `${entry.index}/${entry.term}`;
    const content = `after ${termBefore}: ${contentOf(entry)}`;
    const known = this.#contentByPlace.get(place) ?? content;
    this.#demand(
      known === content,
      'logMatching',
      `${node.id} has at ${place} ${content}, elsewhere ${known}`,
    );
    this.#contentByPlace.set(place, content);
  }

  #checkPromise(node: TestDriver, message: RaftMessage): void {
    const undurable = undurablePromise(node.disk, message);
    this.#demand(undurable === null, 'undurablePromise', `${node.id} ${undurable ?? ''}`);
    const votedFor = voteIn(message);
    if (votedFor === null) return;
    const key = `${message.term}/${node.id}`;
    const known = this.#voteByTermAndVoter.get(key) ?? votedFor;
    this.#demand(
      known === votedFor,
      'oneVoteATerm',
      `${node.id} votes for ${known}, ${votedFor} in ${message.term}`,
    );
    this.#voteByTermAndVoter.set(key, votedFor);
  }

  #termBefore(node: TestDriver, ready: Ready, index: number): number | 'covered' | null {
    if (index === 1) return 0;
    if (ready.snapshot !== null) return ready.snapshot.index === index - 1 ? ready.snapshot.term : null;
    const { snapshot } = node.memory;
    return snapshot?.index === index - 1 ? snapshot.term : storedTermAt(node.memory, index - 1);
  }

  #demand(holds: boolean, kind: ViolationKind, detail: string): void {
    if (!holds && !this.#unchecked.has(kind)) throw new SafetyViolation(kind, detail);
  }
}
