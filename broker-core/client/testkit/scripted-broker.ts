import { World } from '../../../sim/world/world.js';
import { CLIENT_CHANNEL } from '../../broker/config.js';
import type { Env } from '../../env.js';
import { placeBatch, type ProducedBatch } from '../../protocol/record-batch.js';
import { ProducerStates } from '../../partition/log/producers.js';
import type { FailureName } from '../../protocol/errors.js';
import type { InitProducerIdResponse, Request, Response } from '../../protocol/messages.js';
import { Mailroom, Rpc, type Reply } from '../../protocol/rpc.js';
import { enterTask, type Ctx } from '../../runtime/ctx.js';
import { MetadataCache } from '../metadata-cache.js';
import { Producer } from '../producer.js';
import { clientProfiles, type ClientProfile } from '../profile.js';

/** What becomes of a produce request: stored and answered; neither; stored without an answer; refused. */
export type Fate = 'answered' | 'lost' | 'answer lost' | FailureName;

/** A batch in the log of a partition. */
export interface Stored {
  readonly partition: number;
  readonly value: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

export interface Script {
  /**
   * Asked for each produce request, in the order in which they come; `n` counts them from 0. Default: all
   * are answered.
   */
  readonly fate?: (value: string, n: number) => Fate;
  /** Null: no answer. */
  readonly initProducerId?: (n: number) => InitProducerIdResponse | null;
  /** The error of the topic, `LEADER_NOT_AVAILABLE` for one without leaders; null: no answer. */
  readonly metadata?: (n: number) => 'NONE' | FailureName | null;
  readonly partitions?: number;
  readonly profile?: Partial<ClientProfile>;
}

export interface Producing {
  readonly ctx: Ctx;
  readonly producer: Producer;
  readonly nowMs: () => number;
  /** What is in the log, in its order. */
  readonly stored: readonly Stored[];
  /** What came to the broker: `value@epoch.sequence` of each produce request. */
  readonly requests: readonly string[];
}

/**
 * Runs `body` in a client whose one broker, b1, answers by script and judges sequence numbers as a leader
 * does.
 */
export async function producing(
  script: Script,
  body: (producing: Producing) => Promise<void>,
): Promise<void> {
  const world = new World({ seed: 1, untilUs: 3_600_000_000 });
  const broker = new ScriptedBroker(script);
  let ended = false;
  world.addNode({ nodeId: 'b1', boot: (env) => broker.serve(env) });
  world.addNode({
    nodeId: 'c1',
    boot: (env) => {
      const profile = { ...clientProfiles.java, ...script.profile };
      const options = {
        profile,
        bootstrap: ['b1'],
        partitioner: 'round-robin',
        allowAutoCreate: false,
      } as const;
      const rpc = new Rpc(env, new Mailroom(env.network), CLIENT_CHANNEL);
      const producer = new Producer(env, rpc, new MetadataCache(rpc, options.bootstrap, profile), options);
      const nowMs = (): number => env.clock.nowUs() / 1000;
      enterTask(env, async (ctx) => {
        await body({ ctx, producer, nowMs, stored: broker.stored, requests: broker.requests });
        ended = true;
      });
    },
  });
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
  if (!ended) throw new Error(`the program did not end: ${end.reason}`);
}

class ScriptedBroker {
  readonly stored: Stored[] = [];
  /** `value@epoch.sequence` of each produce request. */
  readonly requests: string[] = [];
  readonly #logs = new Map<number, { readonly states: ProducerStates; endOffset: number }>();
  #metadataCount = 0;
  #initCount = 0;

  constructor(private readonly script: Script) {}

  serve(env: Env): void {
    new Rpc(env, new Mailroom(env.network), CLIENT_CHANNEL).serve((_from, request, reply) =>
      this.#handle(request, reply),
    );
  }

  #handle(request: Request, reply: Reply): void {
    if (request.type === 'metadata') this.#metadata(request.topics ?? [], reply);
    if (request.type === 'initProducerId') this.#init(reply);
    if (request.type === 'produce')
      for (const { topic, partition, batch } of request.batches)
        this.#produce(topic, partition, batch, reply);
  }

  #metadata(topics: readonly string[], reply: Reply): void {
    const error =
      this.script.metadata?.(this.#metadataCount) ?? (this.script.metadata === undefined ? 'NONE' : null);
    this.#metadataCount += 1;
    if (error === null) return;
    const leader = error === 'LEADER_NOT_AVAILABLE' ? null : 1;
    const partitions = Array.from({ length: this.script.partitions ?? 1 }, (_, partition) => ({
      partition,
      error: 'NONE' as const,
      leader,
      leaderEpoch: 0,
      replicas: [1],
      isr: [1],
    }));
    const isThere = error === 'NONE' || error === 'LEADER_NOT_AVAILABLE';
    const response: Response = {
      type: 'metadata',
      brokers: [{ brokerId: 1, host: 'b1', port: 9092 }],
      controller: 1,
      topics: topics.map((topic) =>
        isThere ? { topic, error: 'NONE', topicId: '1', partitions } : { topic, error },
      ),
    };
    reply(response);
  }

  #init(reply: Reply): void {
    const n = this.#initCount;
    this.#initCount += 1;
    const given: InitProducerIdResponse = {
      type: 'initProducerId',
      error: 'NONE',
      producerId: n,
      producerEpoch: 0,
    };
    const response = this.script.initProducerId === undefined ? given : this.script.initProducerId(n);
    if (response !== null) reply(response);
  }

  #produce(topic: string, partition: number, batch: ProducedBatch, reply: Reply): void {
    const value = batch.records[0]?.value ?? '';
    const { producerId, producerEpoch, baseSequence } = batch;
    const n = this.requests.push(`${value}@${producerEpoch}.${baseSequence}`) - 1;
    const fate = this.script.fate?.(value, n) ?? 'answered';
    if (fate === 'lost') return;
    const error = fate === 'answered' || fate === 'answer lost' ? null : fate;
    const offset =
      error ?? this.#append(partition, batch, { partition, value, producerId, producerEpoch, baseSequence });
    if (fate === 'answer lost') return;
    const result =
      typeof offset === 'string'
        ? { topic, partition, error: offset }
        : { topic, partition, error: 'NONE' as const, baseOffset: offset, leaderEpoch: 0 };
    reply({ type: 'produce', results: [result] });
  }

  #append(partition: number, batch: ProducedBatch, stored: Stored): number | FailureName {
    const log = this.#logs.get(partition) ?? { states: new ProducerStates(), endOffset: 0 };
    this.#logs.set(partition, log);
    const { producerId, producerEpoch, baseSequence, records } = batch;
    const check = log.states.check(producerId, producerEpoch, baseSequence, records.length);
    switch (check.kind) {
      case 'duplicate':
        return check.baseOffset;
      case 'outOfOrder':
        return 'OUT_OF_ORDER_SEQUENCE_NUMBER';
      case 'fencedEpoch':
        return 'INVALID_PRODUCER_EPOCH';
      case 'ok':
        log.states.note(placeBatch(batch, log.endOffset, 0));
        log.endOffset += records.length;
        this.stored.push(stored);
        return log.endOffset - records.length;
    }
  }
}
