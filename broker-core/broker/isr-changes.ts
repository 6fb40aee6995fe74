/**
 * ISR changes (KIP-497): a partition leader asks the controller, which has the metadata log decide. A change
 * that is in the log may still be refused when it is applied, so being in the log is no answer.
 */
import type { Env, Wait } from '../env.js';
import { refusalByBrokers } from '../metadata/apply/partitions.js';
import type { MetadataStore } from '../metadata/store.js';
import type { MetadataWriter } from '../metadata/writer.js';
import type { AlterIsrRequest } from '../partition/replica/deps.js';
import type { AlterPartitionRequest, AlterPartitionResponse } from '../protocol/controller.js';
import type { ErrorName, FailureName } from '../protocol/errors.js';
import type { Rpc } from '../protocol/rpc.js';
import { enterTask, type Ctx } from '../runtime/ctx.js';

export interface IsrChangesDeps {
  readonly env: Env;
  readonly timeoutUs: number;
  readonly brokerId: number;
  readonly brokerEpoch: () => number;
  readonly store: Pick<MetadataStore, 'view'>;
  readonly writer: Pick<MetadataWriter, 'isLeader' | 'leaderId' | 'proposeAndApply'>;
  readonly rpc: Pick<Rpc, 'call'>;
}

const ANSWER: Wait = { kind: 'timeout', label: 'await ISR change' };

export class IsrChanges {
  constructor(private readonly deps: IsrChangesDeps) {}

  /** For a leader: calls `done` once, with what was decided or an error of which nothing is known. */
  ask(
    topic: string,
    partition: number,
    change: AlterIsrRequest,
    done: (result: 'ok' | ErrorName) => void,
  ): void {
    const { env, brokerId, brokerEpoch, store } = this.deps;
    const topicId = store.view.topic(topic)?.topicId ?? '';
    const about = { brokerId, brokerEpoch: brokerEpoch(), topic, topicId, partition };
    enterTask(env, async (ctx) => {
      const response = await this.#send(ctx, { type: 'alterPartition', ...about, ...change });
      done(response.error === 'NONE' ? 'ok' : response.error);
    });
  }

  /** On the controller: has the log decide. */
  async decide(ctx: Ctx, request: AlterPartitionRequest): Promise<AlterPartitionResponse> {
    const refusal = this.#refusal(request);
    if (refusal !== null) return { type: 'alterPartition', error: refusal };
    // The request has all that the command has.
    const result = await this.deps.writer.proposeAndApply(ctx, request, this.deps.timeoutUs);
    if (result.type === 'refused') return { type: 'alterPartition', error: result.error };
    if (result.reply.type !== 'partition') return { type: 'alterPartition', error: 'UNKNOWN_SERVER_ERROR' };
    const { leader, leaderEpoch, isr, partitionEpoch } = result.reply;
    return { type: 'alterPartition', error: 'NONE', leader, leaderEpoch, isr, partitionEpoch };
  }

  /**
   * Why the log is not even asked. A leader that keeps asking for a fenced or restarted broker would fill the
   * log in vain. What passes, the log decides all the same: this image may be behind it.
   */
  #refusal(request: AlterPartitionRequest): FailureName | null {
    const { store, writer } = this.deps;
    if (!writer.isLeader) return 'NOT_CONTROLLER';
    const partition = store.view.partition(request.topic, request.partition);
    return partition === undefined ? null : refusalByBrokers(store.view, partition, request);
  }

  async #send(ctx: Ctx, request: AlterPartitionRequest): Promise<AlterPartitionResponse> {
    const { writer, rpc, timeoutUs } = this.deps;
    if (writer.isLeader) return this.decide(ctx, request);
    const { leaderId } = writer;
    if (leaderId === null) return { type: 'alterPartition', error: 'NOT_CONTROLLER' };
    const called = await rpc.call(ctx, leaderId, request, timeoutUs, ANSWER);
    return called.answered ? called.response : { type: 'alterPartition', error: called.error };
  }
}
