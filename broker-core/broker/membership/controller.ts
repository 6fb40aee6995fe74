/**
 * What the leader of the metadata log does besides keeping it: registers brokers, takes their heartbeats,
 * fences silent ones, and admits ISR changes (KIP-631, KIP-497). Only the current leader's actions take
 * effect, because they are commands in the log.
 */
import type { Wait } from '../../env.js';
import type { CommandOf, Failover } from '../../protocol/commands.js';
import type { BrokerId } from '../../protocol/records.js';
import type { BrokerHeartbeatRequest, BrokerHeartbeatResponse } from '../../protocol/controller.js';
import { enterTask, spawn } from '../../runtime/ctx.js';
import { timeout } from '../../runtime/time.js';
import type { CreationPort } from '../creation/creation.js';
import type { ControllerFact, EpochFact } from './facts.js';

const CHECK: Wait = { kind: 'tick', label: 'broker session check' };

export interface MembershipConfig {
  readonly brokerId: BrokerId;
  readonly heartbeatUs: number;
  readonly sessionTimeoutUs: number;
  /** How long a broker waits for its registration to come through before it tries again. */
  readonly registrationRetryUs: number;
}

export interface ControllerDeps extends Pick<CreationPort, 'env' | 'store' | 'writer'> {
  readonly config: MembershipConfig;
  /** Who leads the partitions of a broker that is fenced. */
  readonly failover: Failover;
  readonly observe: (fact: ControllerFact | EpochFact) => void;
}

export class Controller {
  /** When each broker was last heard of, or when its session began again. Of the present reign only. */
  readonly #heardAtUs = new Map<BrokerId, number>();
  /** Changes that are on their way: not to be proposed twice. */
  readonly #changing = new Set<BrokerId>();
  /** The term in which this node leads; null: it does not. */
  #term: number | null = null;

  constructor(private readonly deps: ControllerDeps) {}

  /** Watches sessions for as long as this node leads: each ends exactly when it is over. */
  start(): void {
    const { env, config, writer } = this.deps;
    spawn(env, async (ctx) => {
      const changes = writer.leadershipChanges();
      for (;;) {
        const dueAtUs = env.clock.nowUs() + (this.#untilExpiryUs() ?? config.heartbeatUs);
        const waitUs = Math.max(0, dueAtUs - env.clock.nowUs());
        await timeout(
          ctx,
          waitUs,
          CHECK,
          (inner) => changes.changed(inner),
          () => changes.isMissed,
        );
        this.#look(changes.value, env.clock.nowUs() - dueAtUs);
      }
    });
  }

  heartbeat(request: BrokerHeartbeatRequest): BrokerHeartbeatResponse {
    const { env, store, writer } = this.deps;
    if (!writer.isLeader) return { type: 'brokerHeartbeat', error: 'NOT_CONTROLLER' };
    const broker = store.view.broker(request.brokerId);
    if (broker === undefined) return { type: 'brokerHeartbeat', error: 'BROKER_ID_NOT_REGISTERED' };
    const { brokerId, brokerEpoch, fenced } = broker;
    if (brokerEpoch !== request.brokerEpoch) return { type: 'brokerHeartbeat', error: 'STALE_BROKER_EPOCH' };
    this.#heardAtUs.set(brokerId, env.clock.nowUs());
    // Its epoch is the index of its registration (KIP-631): it has caught up when it has applied that.
    if (fenced && request.appliedIndex >= brokerEpoch)
      this.#change({ type: 'unfenceBroker', brokerId, brokerEpoch }, writer.term);
    return { type: 'brokerHeartbeat', error: 'NONE', fenced };
  }

  /**
   * `lateUs`: how long after its time this look comes. 1. The controller's process stops for longer than a
   * session. 2. Heartbeats arrive, and wait to be read. 3. It goes on, and its clock comes first: all
   * sessions are over, of healthy brokers too. So what this node slept through counts for nobody.
   */
  #look(term: number, lateUs: number): void {
    const { env, config, store, writer } = this.deps;
    const reign = writer.isLeader ? term : null;
    const isNew = reign !== this.#term;
    this.#term = reign;
    if (reign === null) return;
    if (isNew || lateUs >= config.heartbeatUs) this.#heardAtUs.clear();
    const nowUs = env.clock.nowUs();
    this.#heardAtUs.set(config.brokerId, nowUs);
    for (const { brokerId, brokerEpoch, fenced } of store.view.brokers()) {
      const heardAtUs = this.#heardAtUs.get(brokerId);
      if (heardAtUs === undefined) this.#heardAtUs.set(brokerId, nowUs);
      else if (!fenced && nowUs - heardAtUs >= config.sessionTimeoutUs)
        this.#expire(brokerId, brokerEpoch, reign);
    }
  }

  #expire(brokerId: BrokerId, brokerEpoch: number, term: number): void {
    const { env, failover } = this.deps;
    env.trace.note(`session of broker ${brokerId} expired`);
    // If the fencing is lost on its way, it is tried again after another session.
    this.#heardAtUs.set(brokerId, env.clock.nowUs());
    this.#change({ type: 'fenceBroker', brokerId, brokerEpoch, failover }, term);
  }

  /** Until the first session of another broker is over; null: there is none to watch. */
  #untilExpiryUs(): number | null {
    const { env, config, store } = this.deps;
    if (this.#term === null) return null;
    let firstUs: number | null = null;
    for (const { brokerId, fenced } of store.view.brokers()) {
      const heardAtUs = this.#heardAtUs.get(brokerId);
      if (fenced || brokerId === config.brokerId || heardAtUs === undefined) continue;
      firstUs = Math.min(firstUs ?? heardAtUs, heardAtUs);
    }
    return firstUs === null ? null : Math.max(0, firstUs + config.sessionTimeoutUs - env.clock.nowUs());
  }

  /** `term`: that of the reign in which it was decided. */
  #change(command: CommandOf<'fenceBroker' | 'unfenceBroker'>, term: number): void {
    const { env, writer, observe } = this.deps;
    const { brokerId } = command;
    if (this.#changing.has(brokerId)) return;
    this.#changing.add(brokerId);
    const judged = { brokerId, fenced: command.type === 'fenceBroker' };
    observe({ type: 'sessionJudged', nodeId: env.nodeId, term, ...judged });
    enterTask(env, async (ctx) => {
      await writer.propose(ctx, command);
      this.#changing.delete(brokerId);
    });
  }
}
