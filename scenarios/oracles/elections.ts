/** Who is elected in the metadata log, by which votes, in which terms. */
import type { NodeId } from '../../broker-core/env.js';
import type { HardState } from '../../broker-core/raft/index.js';
import { hears, type Invariant, type OracleContext } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { PendingWrites } from './track/pending-writes.js';
import { PerNode } from './track/per-partition.js';

export const electionSafety: Invariant = {
  name: 'election-safety',
  doc: 'At most one node leads the metadata log in a term.',
  source: 'Raft paper, figure 3',
  create: ({ violate, judged }) => {
    const leaderOfTerm = new Map<number, string>();
    return {
      ...hears(['role'], (fact) => {
        if (fact.type !== 'role' || fact.role !== 'leader') return;
        const other = leaderOfTerm.get(fact.term);
        judged();
        if (other !== undefined && other !== fact.nodeId)
          violate(`${other} and ${fact.nodeId} both lead term ${fact.term}`);
        leaderOfTerm.set(fact.term, fact.nodeId);
      }),
    };
  },
};

/** Terms of which a node's vote is remembered. */
const TERMS_MAX = 1_024;

/**
 * Otherwise: 1. B votes for A and loses its power before the sync. 2. B is back and votes for C. 3. A and C
 * both have a majority.
 *
 * A node whose disk was wiped owes nothing that it has said: `wiped-voter-has-caught-up` looks at what it may
 * say next.
 */
export const voteOnceAndDurable: Invariant = {
  name: 'vote-once-and-durable',
  doc: 'A node votes for one candidate in a term, and a vote is durable before it leaves.',
  source: 'Raft paper, section 5.2 and figure 2',
  create: (context) => {
    const voters = new PerNode((nodeId) => new Voter(nodeId, context));
    return {
      ...hears(['hardStateWritten', 'readyDurable', 'restored', 'voteSent'], (fact) => {
        if (fact.type === 'hardStateWritten') voters.of(fact.nodeId).write(fact.readyNumber, fact);
        else if (fact.type === 'readyDurable') voters.of(fact.nodeId).becomeDurable(fact.readyNumber);
        else if (fact.type === 'restored') voters.of(fact.nodeId).restore(fact.state.hardState);
        else if (fact.type === 'voteSent') voters.of(fact.nodeId).send(fact.term, fact.to);
      }),
      onFault({ type, nodeId }) {
        if (type === 'wipe') voters.set(nodeId, new Voter(nodeId, context));
      },
    };
  },
};

class Voter {
  /** By term: the candidate that it voted for, durably or in an answer. */
  readonly #votes = new BoundedMap<number, NodeId>(TERMS_MAX);
  readonly #nodeId: NodeId;
  readonly #violate: OracleContext['violate'];
  readonly #judged: OracleContext['judged'];
  readonly #pending = new PendingWrites<HardState>();
  #durable: HardState = { term: 0, votedFor: null, commitIndex: 0 };

  constructor(nodeId: NodeId, { violate, judged }: OracleContext) {
    this.#nodeId = nodeId;
    this.#violate = violate;
    this.#judged = judged;
  }

  write(readyNumber: number, state: HardState): void {
    this.#pending.add(readyNumber, state);
  }

  becomeDurable(readyNumber: number): void {
    for (const state of this.#pending.takeUpTo(readyNumber)) {
      this.#durable = state;
      if (state.votedFor !== null) this.#note(state.term, state.votedFor);
    }
  }

  restore(state: HardState): void {
    this.#pending.clear();
    this.#durable = state;
  }

  send(term: number, to: NodeId): void {
    this.#judged();
    const { term: durableTerm, votedFor } = this.#durable;
    // With a later term on disk it can never vote in this one again: that covers the vote as well.
    if (durableTerm < term || (durableTerm === term && votedFor !== to)) {
      const durable = `a vote for ${votedFor ?? 'nobody'} in term ${durableTerm}`;
      this.#violate(`${this.#nodeId} sends its vote of term ${term} to ${to}, and has on disk ${durable}`);
    }
    this.#note(term, to);
  }

  #note(term: number, candidate: NodeId): void {
    const before = this.#votes.get(term);
    this.#judged();
    if (before === undefined) this.#votes.set(term, candidate);
    else if (before !== candidate) {
      this.#violate(`${this.#nodeId} votes for ${before} and for ${candidate} in term ${term}`);
    }
  }
}

interface Terms {
  /** Known in this life. */
  current: number;
  durable: number;
  readonly pending: PendingWrites<number>;
}

export const termNeverDecreases: Invariant = {
  name: 'term-never-decreases',
  doc: 'The term of a node never goes back, also across restarts.',
  source: 'Raft paper, section 5.1 and figure 2 (currentTerm "increases monotonically")',
  create: ({ violate, judged, damages }) => {
    const nodes = new PerNode((): Terms => ({
      current: 0,
      durable: 0,
      pending: new PendingWrites<number>(),
    }));
    /** What the disk was made to forget is no longer owed. */
    const forget = (nodeId: NodeId): void =>
      nodes.set(nodeId, { current: 0, durable: 0, pending: new PendingWrites<number>() });
    const advance = (nodeId: NodeId, terms: Terms, term: number): void => {
      judged();
      if (term < terms.current) violate(`${nodeId} goes from term ${terms.current} back to ${term}`);
      terms.current = term;
    };
    return {
      ...hears(['hardStateWritten', 'role', 'readyDurable', 'restored'], (fact) => {
        if (fact.type === 'hardStateWritten') {
          const terms = nodes.of(fact.nodeId);
          advance(fact.nodeId, terms, fact.term);
          terms.pending.add(fact.readyNumber, fact.term);
        } else if (fact.type === 'role') advance(fact.nodeId, nodes.of(fact.nodeId), fact.term);
        else if (fact.type === 'readyDurable') {
          const terms = nodes.of(fact.nodeId);
          terms.durable = terms.pending.takeUpTo(fact.readyNumber).at(-1) ?? terms.durable;
        } else if (fact.type === 'restored') {
          if (damages.mayHaveLostUnseen(fact.nodeId)) forget(fact.nodeId);
          const terms = nodes.of(fact.nodeId);
          const { term } = fact.state.hardState;
          terms.current = terms.durable;
          terms.pending.clear();
          advance(fact.nodeId, terms, term);
          terms.durable = term;
        }
      }),
      onFault({ type, nodeId }) {
        if (type === 'wipe') forget(nodeId);
      },
    };
  },
};
