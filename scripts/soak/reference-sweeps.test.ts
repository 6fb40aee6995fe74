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

test('runs and sweeps of the reference alone, each once, with the settings that they have', (t) => {
  t.deepEqual(referenceSweeps(rows, '1..1000'), [
    {
      ids: ['L1', 'L2'],
      args: 'sweep topic-creation --seeds 1..1000 --variant reference --set a.b=1 --set c=2'.split(' '),
    },
    { ids: ['L1'], args: 'sweep group-join --seeds 1..1000 --variant reference'.split(' ') },
  ]);
});
