import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { referenceSweeps } from './reference-sweeps.js';

const rows = [
  {
    id: 'L1',
    evidence: [
      'stallgrind run topic-creation --seed 1 --variant notify --set a.b=1',
      'stallgrind run topic-creation --seed 1 --variant reference --set a.b=1 --set c=2',
      'stallgrind sweep group-join --seeds 1..20 --variant reference',
      'stallgrind sweep group-join --seeds 1..20',
    ],
  },
  {
    id: 'L2',
    evidence: [
      'stallgrind sweep topic-creation --seeds 1..20 --variant reference --set a.b=1 --set c=2',
      'stallgrind run topic-creation --seed 1 --variant reference-like',
    ],
  },
];

test('runs and sweeps of the reference alone, each once, with the settings that they have', (t) =>
  t.deepEqual(referenceSweeps(rows, '1..1000'), [
    {
      ids: ['L1', 'L2'],
      args: 'sweep topic-creation --seeds 1..1000 --variant reference --set a.b=1 --set c=2'.split(' '),
    },
    { ids: ['L1'], args: 'sweep group-join --seeds 1..1000 --variant reference'.split(' ') },
  ]));

test('seeds that cannot be read end it before anything runs', (t) => {
  const script = fileURLToPath(new URL('./soak.js', import.meta.url));
  for (const args of [['1...5'], ['1..5', '7']]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    t.deepEqual([status, stdout], [1, '']);
    t.regex(stderr, /^error: [^\n]+\n$/);
  }
});
