import test from 'ava';
import type { Env } from '../../env.js';
import { plainBatch } from '../log/testkit/partition.js';
import { Rig } from '../replica/testkit/rig.js';
import type { FetchResponse } from '../../protocol/fetch.js';
import { batchSizeBytes } from '../../protocol/size.js';
import { purgatory, handleFetch } from './fetch.js';

/** A partition of one replica with a record in it, and what a fetch of it is answered as time passes. */
function fetching(
  waitersMax: number,
  requests: number,
): { readonly rig: Rig; readonly answers: FetchResponse[] } {
  const rig = new Rig({ replicas: [1], waitersMax });
  rig.applyAll();
  rig.settle();
  rig.produce(1, plainBatch('a'), 1);
  rig.settle();
  const { replica, life } = rig.node(1);
  if (life === null) throw new Error('the broker is up');
  const { env: still } = life.world;
  const cpu: Env['cpu'] = { ...still.cpu, run: (_costUs, _label, done) => done() };
  const env: Env = { ...still, cpu };
  const partitions = [{ topic: 't', partition: 0, offset: 0, leaderEpoch: null, maxBytes: 10_000 }];
  const answers: FetchResponse[] = [];
  for (let n = 0; n < requests; n += 1) {
    handleFetch(0, purgatory, {
      env,
      find: () => replica,
      request: {
        type: 'fetch',
        reader: { type: 'consumer' },
        minBytes: 3 * batchSizeBytes(plainBatch('a')),
        maxWaitMs: 100,
        maxBytes: 10_000,
        partitions,
      },
      reply: (response) => answers.push(response),
    });
  }
  return { rig, answers };
}

test('a fetch that may not wait, because too many do, is answered at once with what there is', (t) => {
  const { rig, answers } = fetching(2, 3);
  t.is(answers.length, 1);
  const [result] = answers[0]?.results ?? [];
  t.is(result?.error === 'NONE' && result.batches.length, 1);
  t.is(rig.node(1).replica.status().readersCount, 2);
  rig.advance(100_000);
  t.is(answers.length, 3);
  t.is(rig.node(1).replica.status().readersCount, 0);
});

test('records that are not enough wake a waiting fetch and do not end it; those that were left waiting are none', (t) => {
  const { rig, answers } = fetching(10, 1);
  rig.produce(1, plainBatch('b'), 1);
  rig.settle();
  t.is(answers.length, 0);
  t.is(rig.node(1).replica.status().readersCount, 1);
  rig.produce(1, plainBatch('c'), 1);
  rig.settle();
  t.is(answers.length, 1);
  t.is(rig.node(1).replica.status().readersCount, 0);
  rig.advance(200_000);
  t.is(answers.length, 1);
});

test('a leader that is deposed answers who waits, with the error', (t) => {
  const { rig, answers } = fetching(10, 1);
  rig.node(1).replica.close();
  t.deepEqual(answers[0]?.results[0]?.error, 'NOT_LEADER_OR_FOLLOWER');
  t.is(answers.length, 1);
});
