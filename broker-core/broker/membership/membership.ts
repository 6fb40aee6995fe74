/**
 * A broker's own membership: registers this life of the process, then sends heartbeats; registers again when
 * it is no longer known.
 */
import { nodeIdOf } from '../../protocol/records.js';
import type { Wait } from '../../env.js';
import type { CommandOf } from '../../protocol/commands.js';
import type { BrokerHeartbeatRequest } from '../../protocol/controller.js';
import type { Rpc } from '../../protocol/rpc.js';
import { spawn, type Ctx } from '../../runtime/ctx.js';
import { sleep, timeout } from '../../runtime/time.js';
import type { Controller, ControllerDeps } from './controller.js';

const HEARTBEAT: Wait = { kind: 'tick', label: 'broker heartbeat' };
const NO_LEADER: Wait = { kind: 'backoff', label: 'no metadata leader yet' };
const ANSWER: Wait = { kind: 'timeout', label: 'await heartbeat answer' };

export interface MembershipDeps extends Omit<ControllerDeps, 'failover'> {
  /** Whether a broker starts fenced (KIP-631). */
  readonly startsFenced: boolean;
  readonly rpc: Rpc;
  readonly controller: Controller;
  /** Unique to this life of the process. */
  readonly incarnation: string;
}

const LEADER_RETRY_US = 100_000;

export class Membership {
  constructor(private readonly deps: MembershipDeps) {}

  /** Of this life; 0 until it is registered. */
  get brokerEpoch(): number {
    const { store, config, incarnation } = this.deps;
    const broker = store.view.broker(config.brokerId);
    return broker?.incarnation === incarnation ? broker.brokerEpoch : 0;
  }

  start(): void {
    spawn(this.deps.env, async (ctx) => {
      let toldEpoch = 0;
      for (;;) {
        if (this.brokerEpoch === 0) await this.#register(ctx);
        else {
          if (this.brokerEpoch !== toldEpoch) this.#tell((toldEpoch = this.brokerEpoch));
          await this.#beat(ctx);
          await sleep(ctx, this.deps.config.heartbeatUs, HEARTBEAT);
        }
      }
    });
  }

  #tell(brokerEpoch: number): void {
    const { env, config, observe } = this.deps;
    const { brokerId } = config;
    observe({ type: 'brokerEpochTaken', nodeId: env.nodeId, brokerId, brokerEpoch });
  }

  async #register(ctx: Ctx): Promise<void> {
    const { env, config, store, writer, incarnation } = this.deps;
    const command: CommandOf<'registerBroker'> = {
      type: 'registerBroker',
      brokerId: config.brokerId,
      host: nodeIdOf(config.brokerId),
      port: 9092,
      incarnation,
      startFenced: this.deps.startsFenced,
    };
    const { leaderId } = writer;
    if (leaderId === null) {
      await sleep(ctx, LEADER_RETRY_US, NO_LEADER);
      return;
    }
    const key = String(config.brokerId);
    // Before the command leaves, so that its apply cannot pass the waiter by.
    const notified = store.pendingBrokers.insert(key).notified();
    // What was marked so far, or is still replayed from the log, was the registration of an earlier life.
    env.trace.unmark(`broker:${key}`);
    if (writer.isLeader) await writer.propose(ctx, command);
    else await writer.forwardOnce(ctx, leaderId, command);
    const registered: Wait = {
      kind: 'timeout',
      label: 'await broker registration',
      awaits: `broker:${key}`,
    };
    if (this.brokerEpoch === 0)
      await timeout(
        ctx,
        config.registrationRetryUs,
        registered,
        (inner) => notified.wait(inner),
        () => this.brokerEpoch !== 0,
      );
    store.pendingBrokers.remove(key);
    if (this.brokerEpoch !== 0) env.trace.note('registered');
  }

  /** The image says by itself when this life is not registered any more; the answer need not be looked at. */
  async #beat(ctx: Ctx): Promise<void> {
    const { config, store, writer, rpc, controller } = this.deps;
    const request: BrokerHeartbeatRequest = {
      type: 'brokerHeartbeat',
      brokerId: config.brokerId,
      brokerEpoch: this.brokerEpoch,
      appliedIndex: store.view.appliedIndex,
    };
    const { leaderId } = writer;
    if (writer.isLeader) controller.heartbeat(request);
    else if (leaderId !== null) await rpc.call(ctx, leaderId, request, config.heartbeatUs, ANSWER);
  }
}
