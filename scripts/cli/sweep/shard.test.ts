import test from 'ava';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { isOfShard, parseShard } from './shard.js';

test('shards of any number share out all places, none twice', (t) => {
  for (const count of [1, 2, 3, 16, 37]) {
    for (let place = 0; place < 100; place += 1) {
      const takers = Array.from({ length: count }, (_, k) => ({ index: k + 1, count }));
      t.is(takers.filter((shard) => isOfShard(place, shard)).length, 1);
    }
  }
  t.true(isOfShard(5, null));
});

for (const [fleet, text, env, expected] of [
  ['Kubernetes', 'auto/16', { JOB_COMPLETION_INDEX: '0' }, { index: 1, count: 16 }],
  [
    'AWS Batch',
    'auto',
    { AWS_BATCH_JOB_ARRAY_INDEX: '15', AWS_BATCH_JOB_ARRAY_SIZE: '16' },
    { index: 16, count: 16 },
  ],
  [
    'Slurm, counting from 1',
    'auto',
    { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_COUNT: '8' },
    { index: 3, count: 8 },
  ],
  [
    'Slurm, counting from 0',
    'auto',
    { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_COUNT: '8' },
    { index: 4, count: 8 },
  ],
  ['GitLab', 'auto', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' }, { index: 2, count: 5 }],
  ['CircleCI', 'auto', { CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '5' }, { index: 1, count: 5 }],
  [
    'Buildkite',
    'auto',
    { BUILDKITE_PARALLEL_JOB: '4', BUILDKITE_PARALLEL_JOB_COUNT: '5' },
    { index: 5, count: 5 },
  ],
] as const)
  test(`a machine is numbered as ${fleet} does`, (t) => {
    t.deepEqual(parseShard(text, env), expected);
  });

test('what numbers no machine is an error that says what would', (t) => {
  t.deepEqual(parseShard('3/16', {}), { index: 3, count: 16 });
  t.is(parseShard(undefined, {}), null);
  for (const text of ['0/4', '5/4', '4', '1.5/3', '1/0', 'a/b', '1/4/2', '1/100001'])
    t.throws(() => parseShard(text, {}), { instanceOf: UsageError, message: /I\/N/ }, text);
  t.throws(() => parseShard('auto', {}), { message: /JOB_COMPLETION_INDEX.*; write 3\/16/ });
  t.throws(() => parseShard('auto', { JOB_COMPLETION_INDEX: '2' }), { message: /write auto\/16/ });
  // Of `--array=1,5,9`: the numbers do not follow each other.
  t.throws(
    () =>
      parseShard('auto', {
        SLURM_ARRAY_TASK_ID: '9',
        SLURM_ARRAY_TASK_MIN: '1',
        SLURM_ARRAY_TASK_COUNT: '3',
      }),
    { message: /SLURM_ARRAY_TASK_ID=9 of Slurm/ },
  );
});
