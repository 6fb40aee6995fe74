import test from 'ava';
import { World } from '../../sim/world/world.js';
import type { BrokerConfig } from '../config.js';
import type { Env } from '../env.js';
import { encodeCommand } from '../metadata/codec/commands.js';
import type { Command } from '../metadata/commands.js';
import { MetadataStore } from '../metadata/store.js';
import { registration, topicOf } from '../metadata/testkit/image.js';
import type { RecordBatch } from '../produce/log/open.js';
import { plainBatch } from '../produce/log/testkit/partition.js';
import type { ReplicateReply, ReplicateRequest } from '../produce/replica/messages.js';
import { Mailroom } from '../rpc/mailroom.js';
import { findPreset } from '../variants/presets.js';
import { REPLICATION_CHANNEL } from './channels.js';
import { Replicas } from './replicas.js';

const COSTS = { produceUs: 210, replicateUs: 60, fetchUs: 50, metadataUs: 50 };
const IMAGE: readonly Command[] = [
  registration(1, { startFenced: false }),
  registration(2, { startFenced: false }),
  topicOf('orders', [1, 2]),
];

/** Broker 2, which follows in `orders`; `topicId` is that of its image. */
function bootFollower(env: Env, told: (topicId: string) => void): void {
  const preset = findPreset('reference');
  if (preset === undefined) throw new Error('there is a reference');
  const config: Pick<BrokerConfig, 'brokerId' | 'axes' | 'wal' | 'replica' | 'costs'> = {
    brokerId: 2,
    axes: { ...preset.axes, loop: 'event' },
    wal: {},
    replica: { lagTimeMaxUs: 30_000_000, minInsyncReplicas: 1, resendUs: 500_000 },
    costs: COSTS,
  };
  const store = new MetadataStore(env, true);
  const nothing = (): void => undefined;
  const replicas = new Replicas({
    env,
    config,
    store,
    mailroom: new Mailroom(env.network),
    brokerEpoch: () => 2,
    alterIsr: nothing,
    fence: nothing,
    observe: nothing,
  });
  IMAGE.forEach((command, place) => {
    store.apply({ index: place + 1, term: 1, data: encodeCommand(command) }).announce();
  });
  replicas.openAll();
  told(store.view.topic('orders')?.topicId ?? '');
}

/** What broker 1 is told when it sends these requests at one instant, to a follower that has had time to start. */
async function outcomesOf(...requests: readonly Partial<ReplicateRequest>[]): Promise<readonly string[]> {
  const outcomes: string[] = [];
  let topicId = '';
  const world = new World({ seed: 1, untilUs: 1_000_000 });
  world.addNode({ nodeId: 'n2', boot: (env) => bootFollower(env, (id) => (topicId = id)) });
  world.addNode({
    nodeId: 'n1',
    boot: (env) => {
      env.network.onDelivery(({ payload }) => {
        const { outcome, requestNumber } = payload as unknown as ReplicateReply;
        if (outcome.type !== 'ready') outcomes.push(`${requestNumber} ${outcome.type}`);
      });
      env.timers.after(100_000, { kind: 'sleep', label: 'the follower starts' }, () => {
        requests.forEach((request, place) => {
          const whole = { ...EMPTY, topicId, requestNumber: place + 1, ...request };
          env.network.send('n2', REPLICATION_CHANNEL, whole, 100);
        });
      });
    },
  });
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
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
  // Of the newest request alone a reply is owed when the disk has it. Had the news come first, it would be `2 diverged`.
  t.deepEqual(await outcomesOf({ batches: [BATCH] }, news), ['2 accepted']);
});
