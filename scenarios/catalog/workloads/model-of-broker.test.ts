import test, { type ExecutionContext } from 'ava';
import { AssertionError } from '../../../broker-core/assert.js';
import { BrokerModel } from './model-of-broker.js';

/** With a topic of two partitions, and what was acknowledged at offset 4 of the first. */
function filled(): BrokerModel {
  const model = new BrokerModel();
  model.created('t1', 2, 'ok');
  model.produced('t1', 'a', { partition: 0, offset: 4 }, true);
  return model;
}

function disagrees(t: ExecutionContext, does: (model: BrokerModel) => void, message: RegExp): void {
  const model = filled();
  t.throws(() => does(model), { instanceOf: AssertionError, message });
}

test('answers that no log, topic or group gives are refused', (t) => {
  disagrees(t, (model) => model.created('t1', 2, 'ok'), /^t1 was created, and is there already$/);
  disagrees(t, (model) => model.described('t1', 3), /^t1 has 3 partitions, and was created with 2$/);
  disagrees(
    t,
    (model) => model.produced('t1', 'b', { partition: 0, offset: 4 }, true),
    /^b was acknowledged at t1\/0 4, after 4$/,
  );
  disagrees(t, (model) => model.produced('t1', 'b', { partition: 2, offset: 0 }, true), /no partition 2$/);
  disagrees(t, (model) => model.read('t1', 0, 4, 'b'), /^t1\/0 4 holds b, and was a$/);
  disagrees(t, (model) => model.read('t1', 1, 0, 'b'), /^t1\/1 0 holds b, which nobody sent there$/);
  disagrees(
    t,
    (model) => model.toldCommitted('t1', 0, 3),
    /^the group is at 3 of t1\/0, and committed nothing$/,
  );
  disagrees(
    t,
    (model) => {
      model.committed('t1', { partition: 0, offset: 5 }, true);
      model.toldCommitted('t1', 0, null);
    },
    /^the group is at nothing of t1\/0, and committed 5$/,
  );
});

test('what was not answered may be so or not', (t) => {
  const model = filled();
  model.produced('t1', 'lost', null, true);
  t.notThrows(() => model.read('t1', 1, 0, 'lost'));
  model.produced('t1', 'refused', null, false);
  t.throws(() => model.read('t1', 1, 1, 'refused'), { instanceOf: AssertionError });
  model.committed('t1', { partition: 0, offset: 5 }, false);
  for (const offset of [null, 5]) t.notThrows(() => model.toldCommitted('t1', 0, offset));
  model.deleted('t1', 'REQUEST_TIMED_OUT');
  t.is(model.topic('t1'), null);
  t.notThrows(() => model.read('t1', 0, 4, 'b'));
  model.created('t2', 1, 'REQUEST_TIMED_OUT');
  t.deepEqual([model.topic('t2'), model.isUnused('t2'), model.isUnused('t3')], [null, false, true]);
});
