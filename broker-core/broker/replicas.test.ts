import test from 'ava';
import { World } from '../../sim/world/world.js';
import type { Env } from '../env.js';
import { encodeCommand, type Command } from '../protocol/commands.js';
import { MetadataStore } from '../metadata/store.js';
import { registration, topicOf } from '../metadata/testkit/image.js';
import type { RecordBatch } from '../protocol/record-batch.js';
import { plainBatch } from '../partition/log/testkit/partition.js';
import type { AlterIsrRequest } from '../partition/replica/deps.js';
import type { ReplicateReply, ReplicateRequest } from '../partition/replica/messages.js';
import { Mailroom } from '../protocol/rpc.js';
import { REPLICATION_CHANNEL } from './config.js';
import { Replicas } from './replicas.js';
import { referenceStrategies } from './strategies.js';
import { replicasConfigOf } from './testkit/replicas-config.js';

/**
 * Brokers 1 and 2 are live; 1 leads `orders`, 2 follows. The index of a registration is the broker's epoch.
 */
const IMAGE: readonly Command[] = [
  registration(1, { startFenced: false }),
  registration(2, { startFenced: false }),
  topicOf('orders', [1, 2]),
];

/** The partitions of a broker whose metadata log is what it is told to apply. */
interface Holder {
  readonly store: MetadataStore;
  readonly asked: AlterIsrRequest[];
  readonly apply: (command: Command) => void;
}

function hold(env: Env, brokerId: number): Holder {
  const store = new MetadataStore(env);
  const asked: AlterIsrRequest[] = [];
  const replicas = new Replicas({
    env,
    config: replicasConfigOf(brokerId),
    strategies: referenceStrategies,
    store,
    mailroom: new Mailroom(env.network),
    brokerEpoch: () => brokerId,
    alterIsr: (_topic, _partition, request) => void asked.push(request),
    fence: () => undefined,
    observe: () => undefined,
  });
  const apply = (command: Command): void => {
    const index = store.view.appliedIndex + 1;
    store.apply({ index, term: 1, data: encodeCommand(command) }).announce();
  };
  IMAGE.forEach(apply);
  replicas.openAll();
  return { store, asked, apply };
}

/** Does `work` when everybody has started and nothing is under way. */
function whenSettled(env: Env, delayMs: number, work: () => void): void {
  env.timers.after(delayMs * 1000, { kind: 'sleep', label: 'the others settle' }, work);
}

async function run(world: World): Promise<void> {
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
}

/** What broker 1 is told when it sends these requests to broker 2 at one instant. */
async function outcomesOf(...requests: readonly Partial<ReplicateRequest>[]): Promise<readonly string[]> {
  const outcomes: string[] = [];
  let topicId = '';
  const world = new World({ seed: 1, untilUs: 1_000_000 });
  const bootFollower = (env: Env): void => {
    topicId = hold(env, 2).store.view.topic('orders')?.topicId ?? '';
  };
  const bootLeader = (env: Env): void => {
    env.network.onDelivery(({ payload }) => {
      const { outcome, requestNumber } = payload as unknown as ReplicateReply;
      if (outcome.type !== 'ready') outcomes.push(`${requestNumber} ${outcome.type}`);
    });
    whenSettled(env, 100, () =>
      requests.forEach((request, place) => {
        const whole = { ...EMPTY, topicId, requestNumber: place + 1, ...request };
        env.network.send('n2', REPLICATION_CHANNEL, whole, 100);
      }),
    );
  };
  world.addNode({ nodeId: 'n2', boot: bootFollower });
  world.addNode({ nodeId: 'n1', boot: bootLeader });
  await run(world);
  return outcomes;
}

const EMPTY: Omit<ReplicateRequest, 'topicId' | 'requestNumber'> = {
  type: 'replicate',
  topic: 'orders',
  partition: 0,
  leader: 1,
  leaderEpoch: 0,
  epochStartOffset: 0,
  previousOffset: 0,
  previousEpoch: -1,
  batches: [],
  highWatermark: 0,
};
const BATCH: RecordBatch = { ...plainBatch('a'), baseOffset: 0, leaderEpoch: 0 };

test('news without records does not overtake the records that the same leader sent before', async (t) => {
  const news = { previousOffset: 1, previousEpoch: 0, highWatermark: 1 };
  // Of the newest request alone a reply is owed when the disk has it. Had the news come first, it would be `2
  // diverged`.
  t.deepEqual(await outcomesOf({ batches: [BATCH] }, news), ['2 accepted']);
});

test('the leader of an idle partition asks for a follower as soon as it is unfenced, and not before', async (t) => {
  const asked: string[] = [];
  const world = new World({ seed: 1, untilUs: 3_000_000 });
  world.addNode({ nodeId: 'n2', boot: (env) => void hold(env, 2) });
  world.addNode({
    nodeId: 'n1',
    boot: (env) => {
      const { asked: requests, apply } = hold(env, 1);
      const broker = { brokerId: 2, brokerEpoch: 2 };
      whenSettled(env, 500, () => apply({ type: 'fenceBroker', ...broker, failover: 'first-live-isr' }));
      whenSettled(env, 2000, () => {
        asked.push(`fenced: ${JSON.stringify(requests)}`);
        apply({ type: 'unfenceBroker', ...broker });
        asked.push(`unfenced: ${JSON.stringify(requests.map(({ isr }) => isr))}`);
      });
    },
  });
  await run(world);
  t.deepEqual(asked, ['fenced: []', 'unfenced: [[1,2]]']);
});
