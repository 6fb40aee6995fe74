/**
 * What the leader of the metadata log does besides keeping it: registers brokers, takes their heartbeats,
 * fences silent ones, and admits ISR changes (KIP-631, KIP-497). Only the current leader's actions take
 * effect, because they are commands in the log.
 */
import type { Wait } from '../../env.js';
import type { CommandOf, Failover } from '../../protocol/commands.js';
import type { BrokerId } from '../../protocol/records.js';
import type { BrokerHeartbeatRequest, BrokerHeartbeatResponse } from '../../protocol/controller.js';
import { enterTask } from '../../runtime/ctx.js';
import type { CreationPort } from '../creation/creation.js';

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
}

export class Controller {
  /** When each broker was last heard of, or when this node began to lead. Of the present leadership only. */
  readonly #heardAtUs = new Map<BrokerId, number>();
  /** Changes that are on their way: not to be proposed twice. */
  readonly #changing = new Set<BrokerId>();
  #leads = false;

  constructor(private readonly deps: ControllerDeps) {}

  /** Begins to watch; checks once each heartbeat interval, on whatever node leads by then. */
  start(): void {
    const { env, config } = this.deps;
    env.timers.after(config.heartbeatUs, CHECK, () => {
      this.#check();
      this.start();
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
      this.#change({ type: 'unfenceBroker', brokerId, brokerEpoch });
    return { type: 'brokerHeartbeat', error: 'NONE', fenced };
  }

  #check(): void {
    const { env, config, failover, store, writer } = this.deps;
    const leads = writer.isLeader;
    if (leads !== this.#leads) this.#heardAtUs.clear();
    this.#leads = leads;
    if (!leads) return;
    const nowUs = env.clock.nowUs();
    this.#heardAtUs.set(config.brokerId, nowUs);
    for (const { brokerId, brokerEpoch, fenced } of store.view.brokers()) {
      const heardAtUs = this.#heardAtUs.get(brokerId);
      if (heardAtUs === undefined) this.#heardAtUs.set(brokerId, nowUs);
      else if (!fenced && nowUs - heardAtUs >= config.sessionTimeoutUs) {
        env.trace.note(`session of broker ${brokerId} expired`);
        // If the fencing is lost on its way, it is tried again after another session.
        this.#heardAtUs.set(brokerId, nowUs);
        this.#change({ type: 'fenceBroker', brokerId, brokerEpoch, failover });
      }
    }
  }

  #change(command: CommandOf<'fenceBroker' | 'unfenceBroker'>): void {
    const { env, writer } = this.deps;
    const { brokerId } = command;
    if (this.#changing.has(brokerId)) return;
    this.#changing.add(brokerId);
    enterTask(env, async (ctx) => {
      await writer.propose(ctx, command);
      this.#changing.delete(brokerId);
    });
  }
}
