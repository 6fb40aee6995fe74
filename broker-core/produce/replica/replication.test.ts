import test from 'ava';
import { plainBatch } from '../log/testkit/partition.js';
import { Rig } from './testkit/rig.js';

test('a batch is on all replicas, committed and acknowledged without any timer', (t) => {
  const rig = new Rig();
  rig.applyAll();
  rig.settle();
  const asked = rig.produce(1, plainBatch('a', 'b'));
  t.deepEqual(asked.results, []);
  rig.settle();
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  for (const { replica, log } of rig.nodes.values()) {
    t.is(log.durableEndOffset, 2);
    t.is(replica.highWatermark, 2);
    t.is(replica.status().timersCount, 0);
  }
});
