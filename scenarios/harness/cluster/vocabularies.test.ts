import test from 'ava';
import { presets } from '../../../broker-core/historic/presets.js';
import { planScenario } from '../../index.js';
import { setUpTopics, until, whyNotUp } from '../run/operator.js';
import { resolveSettings } from '../settings/resolve.js';
import { UsageError } from '../settings/usage-error.js';
import { Cluster } from './cluster.js';
import { vocabularies } from './vocabularies.js';

const UNTIL_US = 20_000_000;

/**
 * The names of the channels that messages travelled on, and the keys of the marks, while a topic is created
 * and written to.
 */
async function wordsOf(preset: (typeof presets)[number]): Promise<Record<'channels' | 'marks', Set<string>>> {
  const { settings } = resolveSettings({ variant: preset.settings });
  const channels = new Set<string>();
  const marks = new Set<string>();
  const cluster = new Cluster({
    settings,
    strategies: preset.strategies,
    world: { seed: 5, untilUs: UNTIL_US },
    observe: () => undefined,
    onCrash: () => undefined,
  });
  const { kernel, recorder } = cluster.world;
  kernel.observe(({ kind, wait }) => {
    if (kind === 'delivery') channels.add(wait.label);
  });
  const original = recorder.marks;
  const add: typeof original.add = original.add.bind(original);
  original.add = (nodeId, key, atUs) => {
    marks.add(key);
    add(nodeId, key, atUs);
  };
  const record = { topic: 'orders', key: null, value: 'v' };
  const end = await cluster.world.run(null, () =>
    cluster.operator.run(async (ctx) => {
      await until(ctx, UNTIL_US, () => whyNotUp(cluster) === null);
      await setUpTopics(ctx, cluster, [{ name: 'orders', partitions: 3 }], 3, UNTIL_US);
      for (let n = 0; n < 20; n += 1) await cluster.operator.client.producer.send(ctx, record);
    }),
  );
  if (end.reason === 'failed') throw end.error;
  return { channels, marks };
}

test('a mark that is waited for on a client, which says none, is refused', (t) => {
  const faults = [
    { id: 'a', type: 'pause', target: 'n1', at: { mark: 'leads:__meta', node: 'c1', plusMs: 0 } },
  ] as const;
  t.throws(() => planScenario('leader-loss', { seed: 1, faults }), {
    instanceOf: UsageError,
    message: /at\.node is "c1"; it is \*, or a node: n1, n2, n3$/,
  });
});

for (const preset of presets) {
  test(`every channel and mark of a cluster under ${preset.name} is one that a schedule may name`, async (t) => {
    const { channels, marks } = await wordsOf(preset);
    const known = vocabularies(resolveSettings({}).settings);
    t.deepEqual(
      [...channels].filter((name) => !known.channels.knows(name)),
      [],
    );
    t.deepEqual(
      [...marks].filter((key) => !known.marks.knows(key)),
      [],
    );
    // And no list names what is never there.
    if (preset.name === 'partition-groups') t.true(channels.has('groups') && marks.has('leads:orders/0'));
    if (preset.name === 'local-wal-then-replicate') t.true(channels.has('metadata'));
    if (preset.name !== 'reference') return;
    t.deepEqual([...channels, 'groups', 'metadata'].sort(), [...known.channels.forms].sort());
    const examples = ['leads:__meta', 'topic:orders', 'partition:orders:0', 'leader:orders:0', 'broker:1'];
    t.true(examples.every((key) => marks.has(key)));
  });
}

test('what can never strike is refused, and said of the entry', (t) => {
  const faults = (...entries: readonly object[]): readonly string[] => {
    const plan = () => planScenario('steady-produce', { seed: 1, faults: entries });
    return t.throws(plan, { instanceOf: UsageError }).lines;
  };
  t.deepEqual(faults({ id: 'a', type: 'stallDisk', target: 'c1', atMs: 1 }), [
    'entry "a": target is "c1"; it is a node that keeps something on its disk: n1, n2, n3',
  ]);
  const command = { id: 'a', type: 'command', name: 'transferLeadership', atMs: 1 };
  t.deepEqual(faults({ ...command, target: 'c1' }), [
    'entry "a": the command transferLeadership is for n1, n2, n3; not for c1',
  ]);
  // Marks count from the beginning of the load on.
  const marked = { id: 'a', type: 'pause', target: 'n1', at: { mark: 'leads:__meta', node: '*', plusMs: 0 } };
  t.deepEqual(faults({ ...marked, untilMs: 8000 }), [
    'entry "a": untilMs is 8000, and no mark counts before run.startMs, which is 8000: it would never begin',
  ]);
  t.notThrows(() => planScenario('steady-produce', { seed: 1, faults: [{ ...marked, untilMs: 8001 }] }));
});

test('a schedule that names what is not there is refused before anything runs, one line for each', (t) => {
  const link = { type: 'hold', from: 'n1', to: 'n2', atMs: 1 };
  const moment = (mark: string) => ({ mark, node: '*', plusMs: 0 });
  const faults = [
    { ...link, id: 'channel', channel: 'rafd' },
    { id: 'mark', type: 'pause', target: 'n1', at: moment('topics:orders') },
    { id: 'broker', type: 'pause', target: 'n1', at: moment('broker:4') },
    { id: 'role', type: 'pause', target: 'boss of __meta', atMs: 1 },
    { id: 'right', type: 'pause', target: 'follower of a/0', at: moment('partition:a:0') },
  ];
  const error = t.throws(() => planScenario('steady-produce', { seed: 1, faults }), {
    instanceOf: UsageError,
  });
  const marks =
    'leads:__meta, leads:NAME/N, topic:NAME, partition:NAME:N, leader:NAME:N, isr:NAME:N, highWatermark:NAME:N, joined:GROUP, assigned:GROUP, fenced:ID, unfenced:ID, broker:1, broker:2, broker:3';
  t.deepEqual(error.lines, [
    'entry "channel": channel is "rafd"; it is one of raft, rpc, replication, groups, metadata, client',
    `entry "mark": at.mark is "topics:orders"; it is one of ${marks}`,
    `entry "broker": at.mark is "broker:4"; it is one of ${marks}`,
    'entry "role": target is "boss of __meta"; it is one of leader of __meta, leader of TOPIC/N, ' +
      'follower of __meta, follower of TOPIC/N, followers of __meta, followers of TOPIC/N, coordinator of GROUP',
  ]);
});
