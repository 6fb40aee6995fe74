/** Who leads the partitions of a new topic, and what a warm-up leaves for the load. */
import test from 'ava';
import { runScenario, type RunOptions, type RunResult } from '../index.js';

/** The brokers that led a partition of the topic first, by the facts of the run. */
async function leadersOf(topic: string, options: Omit<RunOptions, 'seed'>): Promise<ReadonlySet<string>> {
  const led = new Map<number, string>();
  const listens = {
    name: 'listens',
    doc: 'Listens.',
    source: 'none',
    create: () => ({
      onReplicaFact: ({ topic: of, partition, nodeId, fact }: LeaderFact) => {
        if (of === topic && fact.type === 'becameLeader') led.set(partition, nodeId);
      },
    }),
  };
  await runScenario('create-topic-storm', { seed: 1, causes: 'none', ...options, invariants: [listens] });
  return new Set(led.values());
}

interface LeaderFact {
  readonly topic: string;
  readonly partition: number;
  readonly nodeId: string;
  readonly fact: { readonly type: string };
}

const FEW = { 'client.count': 4, 'client.messages': 12, 'topic.partitions': 6 };

for (const [assign, createWait] of [
  ['serial', 'poll'],
  ['serial-unawaited', 'poll'],
  ['joinAll', 'poll'],
  ['batch', 'poll'],
  ['reference', 'reference'],
] as const) {
  test(`assigned by ${assign}, all partitions are led by n1, which leads the metadata log, or by all in turn`, async (t) => {
    const set = { ...FEW, assign, createWait };
    const variant = 'poll-50ms';
    t.deepEqual([...(await leadersOf('storm', { variant, set }))], ['n1']);
    const spread = await leadersOf('storm', { variant, set: { ...set, partitionLeaders: 'spread' } });
    t.deepEqual([...spread].sort(), ['n1', 'n2', 'n3']);
  });
}

test('what the leader of the metadata log holds no replica of is led by others', async (t) => {
  const set = { ...FEW, 'cluster.nodes': 5, 'topic.replicationFactor': 2 };
  const leaders = await leadersOf('storm', { variant: 'poll-50ms', set });
  t.true(leaders.has('n1') && leaders.size > 1);
});

test('a warm-up is measured by itself, and creates the topics of all clients before the load', async (t) => {
  const set = { ...FEW, 'storm.topics': 2, 'client.warmupMessages': 10 };
  const run: RunResult = await runScenario('create-topic-storm', { seed: 1, causes: 'none', set });
  const of = (operation: string) => run.requests.filter((request) => request.operation === operation);
  t.is(of('warmUp').length, 10);
  t.is(of('produce').length, 12);
  t.is(of('createTopic').filter(({ outcome }) => outcome === 'ok').length, 2);
  const loadMs = Math.min(...of('produce').map(({ startMs }) => startMs));
  for (const { startMs, latencyMs } of [...of('warmUp'), ...of('createTopic')])
    t.true(startMs + (latencyMs ?? Infinity) <= loadMs);
});
