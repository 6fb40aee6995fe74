import test from 'ava';
import { runCli } from '../main.js';
import { fakeIo, fieldOf, newFolder } from '../testkit/run-fake.js';
import { layer } from '../testkit/two-causes-layer.js';
import { sentenceShape, stepShapes } from './cause.js';

const layerSource = {
  url: new URL('../testkit/two-causes-layer.js', import.meta.url).href,
  configFile: null,
};

test('one invariant that two causes break has two, whatever the node, the write and the time; merged as well', async (t) => {
  const folder = newFolder();
  const run = async (...args: readonly string[]): Promise<string> => {
    const { io, printed } = fakeIo({});
    t.is(await runCli(args, { io, layer, layerSource }), 2, printed.stderr);
    return printed.stdout;
  };
  const sweep = ['sweep', 'two-causes', '--seeds', '1..24', '--jobs', '2', '--json'];
  const whole = await run(...sweep, '--out', folder);
  t.is(fieldOf(whole, 'perInvariant', 'no-write-lost'), 24);
  const causes = fieldOf(whole, 'causes') as readonly { readonly cause: string; readonly runs: number }[];
  t.deepEqual(causes.map(({ cause }) => cause).sort(), [
    'no-write-lost < network store < sleep the client waits',
    'no-write-lost < sleep forgetting # < network store < sleep the client waits',
  ]);
  t.deepEqual(
    causes.reduce((sum, { runs }) => sum + runs, 0),
    24,
  );
  const merged = await run('sweep', 'merge', folder, '--out', newFolder(), '--json');
  t.deepEqual(
    (fieldOf(merged, 'causes') as typeof causes).map(({ cause }) => cause),
    causes.map(({ cause }) => cause),
  );
});

test('steps are the same behind a queue, held, or with other numbers; what comes twice is one', (t) => {
  t.deepEqual(
    stepShapes([
      { kind: 'disk', label: 'sync' },
      { kind: 'disk-queue', label: 'sync' },
      { kind: 'network-injected', label: 'rpc, held' },
      { kind: 'timeout', label: 'await partition 17' },
      { kind: 'tick', label: 'raft' },
    ]),
    ['disk sync', 'network rpc', 'timeout await partition #'],
  );
});

test('sentences are the same of other nodes and numbers, and not of other words', (t) => {
  const nodes = ['n1', 'n11', 'store', 'n2'];
  t.is(sentenceShape('n11 and store lack 1,204 of n1', nodes), '# and # lack # of #');
  t.is(sentenceShape('stores of n2 lack 7.5', nodes), 'stores of # lack #');
  t.is(sentenceShape('orders/0 has no leader', []), 'orders/# has no leader');
});
