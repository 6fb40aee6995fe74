/**
 * The Raft group of one partition on one node, as the October code drives it (`replica.rs`,
 * `raft_integration.rs` @ 4da5693): a loop of its own ticks, carries out one Ready, applies what is
 * committed, waits for that, and only then sends. So a slow apply holds up heartbeats, votes and
 * acknowledgements too (L25), and missed ticks come all at once (L29).
 *
 * Messages are taken in as they come, between turns. The group's log is in memory: so was theirs, built
 * without the feature that stores it. What the code takes for stored is reported as such, and a restart shows
 * that it was not.
 */
import type { Cause, NodeId, Wait } from '../../env.js';
import type { QuorumFact } from '../../quorum/facts.js';
import {
  createRaft,
  EMPTY_STATE,
  RaftPanic,
  type Entry,
  type Raft,
  type RaftMessage,
  type Ready,
  type SoftState,
} from '../../raft/index.js';
import type { GroupMail } from './mail.js';
import type { Env } from '../trace/names.js';

export interface GroupConfig {
  /** Period of the loop. A tick of it is a tick of Raft. */
  readonly tickUs: number;
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
}

export interface GroupDeps {
  readonly env: Env;
  /** `orders/0` */
  readonly name: string;
  /** In the same order on every node. */
  readonly members: readonly NodeId[];
  readonly config: GroupConfig;
  readonly mail: GroupMail;
  /** Applies a committed entry, then calls back with a hash of the state; the loop stands still meanwhile. */
  readonly apply: (entry: Entry, done: (stateHash: number) => void) => void;
  /** The loop has learnt of another role, leader or term. */
  readonly onRole: (state: SoftState, term: number) => void;
  readonly observe: (fact: QuorumFact) => void;
}

const TICK: Wait = { kind: 'tick', label: 'group loop' };

export class PartitionGroup {
  readonly #raft: Raft;
  readonly #startedUs: number;
  #nextTickUs: number;
  #closed = false;
  /** As the loop last saw it: it lags behind what a message has changed since. */
  #seen: SoftState = { role: 'follower', leaderId: null };
  #term = 0;
  #hasCampaigned = false;
  #hasLed = false;
  /** The oldest message, or else proposal, that the next turn takes up. */
  #arrivedAt: Cause | null = null;
  #proposedAt: Cause | null = null;

  constructor(private readonly deps: GroupDeps) {
    const { env, name, mail, observe } = deps;
    this.#raft = createRaft(raftConfig(deps), EMPTY_STATE);
    this.#startedUs = env.trace.nowUs();
    this.#nextTickUs = env.clock.nowUs();
    observe({ type: 'restored', nodeId: env.nodeId, state: EMPTY_STATE });
    mail.join(name, (message) => this.#receive(message));
    // An interval ticks at once for the first time.
    this.#tickAfter(0);
  }

  /** Leads, as far as the loop has seen. */
  get leads(): boolean {
    return this.#seen.role === 'leader';
  }

  /** Who leads, as far as the loop has seen. */
  get leaderId(): NodeId | null {
    return this.#seen.leaderId;
  }

  /** As the loop last saw it. */
  get term(): number {
    return this.#term;
  }

  /** Puts `data` into the group's log, if this node leads; gives its index, and null if it does not. */
  propose(data: Uint8Array): number | null {
    if (this.#raft.status().role !== 'leader') return null;
    const proposed = this.#raft.propose(data);
    if (proposed.type !== 'appended') return null;
    this.#proposedAt ??= this.deps.env.trace.here();
    return proposed.index;
  }

  close(): void {
    this.#closed = true;
    this.deps.mail.leave(this.deps.name);
  }

  #receive(message: RaftMessage): void {
    const { trace } = this.deps.env;
    if (message.type === 'appendEntries' || message.type === 'appendResponse')
      this.#arrivedAt ??= trace.here();
    try {
      this.#raft.step(message);
    } catch (error) {
      // There the panic ends the task that took the message in, and nothing else.
      if (!(error instanceof RaftPanic)) throw error;
      trace.count('group_panics');
    }
  }

  #tickAfter(delayUs: number): void {
    this.deps.env.timers.after(delayUs, TICK, () => {
      if (this.#closed) return;
      const cause = this.#arrivedAt ?? this.#proposedAt;
      this.#arrivedAt = null;
      this.#proposedAt = null;
      const turn = (): void => this.#turn();
      if (cause === null) turn();
      else this.deps.env.trace.handoff(cause, TICK, turn);
    });
  }

  #turn(): void {
    const raft = this.#raft;
    raft.tick();
    if (!raft.hasReady()) {
      this.#endTurn();
      return;
    }
    const ready = raft.ready();
    this.#tell(ready);
    const light = raft.advance(ready);
    const committed = [...ready.committedEntries, ...light.committedEntries];
    this.#apply(committed, 0, () => {
      const last = committed.at(-1);
      if (last !== undefined) raft.advanceApplied(last.index);
      this.#send(ready.messages);
      this.#send(light.messages);
      this.#send(ready.persistedMessages);
      this.#endTurn();
    });
  }

  /** The next tick is due a period after this one was, be it in the past: missed ticks come in a burst. */
  #endTurn(): void {
    const { clock } = this.deps.env;
    this.#nextTickUs += this.deps.config.tickUs;
    this.#tickAfter(Math.max(0, this.#nextTickUs - clock.nowUs()));
  }

  #apply(entries: readonly Entry[], place: number, done: () => void): void {
    const entry = entries[place];
    if (entry === undefined) {
      done();
      return;
    }
    this.deps.apply(entry, (stateHash) => {
      const { env, observe } = this.deps;
      const { index, term, data } = entry;
      observe({ type: 'applied', nodeId: env.nodeId, index, term, data, stateHash });
      if (!this.#closed) this.#apply(entries, place + 1, done);
    });
  }

  #send(messages: readonly RaftMessage[]): void {
    const { name, mail, observe } = this.deps;
    for (const message of messages) {
      if (message.type === 'voteResponse' && message.granted) {
        observe({ type: 'voteSent', nodeId: message.from, to: message.to, term: message.term });
      }
      mail.send(message.to, name, message);
    }
  }

  #tell({ number: readyNumber, softState, entries, hardState }: Ready): void {
    const { env, observe } = this.deps;
    const { nodeId } = env;
    this.#term = hardState?.term ?? this.#term;
    if (softState !== null) this.#see(softState);
    if (entries.length > 0) observe({ type: 'entriesWritten', nodeId, readyNumber, entries });
    if (hardState !== null) observe({ type: 'hardStateWritten', nodeId, readyNumber, ...hardState });
    if (entries.length > 0 || hardState !== null) observe({ type: 'readyDurable', nodeId, readyNumber });
  }

  #see(state: SoftState): void {
    const { env, name, observe, onRole } = this.deps;
    const { role, leaderId } = state;
    const { term } = this;
    this.#seen = state;
    observe({ type: 'role', nodeId: env.nodeId, role, leaderId, term });
    if (role === 'candidate') this.#measureCampaign();
    if (role === 'leader') {
      env.trace.mark(`leads:${name}`);
      env.trace.note(`leads ${name} in term ${String(term)}`);
      env.trace.count('group_elections');
      if (!this.#hasLed) env.trace.waited('group.elected', env.trace.nowUs() - this.#startedUs);
      this.#hasLed = true;
    }
    onRole(state, term);
  }

  /** How long the group was here before this node stood for election for the first time. */
  #measureCampaign(): void {
    const { trace } = this.deps.env;
    trace.count('group_campaigns');
    if (!this.#hasCampaigned) trace.waited('group.campaign', trace.nowUs() - this.#startedUs);
    this.#hasCampaigned = true;
  }
}

function raftConfig({ env, name, members, config }: GroupDeps): Parameters<typeof createRaft>[0] {
  const { electionTicks, heartbeatTicks } = config;
  return {
    nodeId: env.nodeId,
    peers: members,
    electionTicks,
    heartbeatTicks,
    drawElectionTicks: (lowTicks, highTicksExclusive, term, drawIndex) => {
      // For this group alone: with one draw for all groups, a node that wins one would win them all.
      const draw = env.random.keyed(`election ${name}`, term * 4096 + (drawIndex % 4096));
      return lowTicks + Math.floor(draw * (highTicksExclusive - lowTicks));
    },
  };
}
