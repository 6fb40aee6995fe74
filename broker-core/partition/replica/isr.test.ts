import test from 'ava';
import { metadataLogIsr } from './config.js';
import { plainBatch } from '../log/testkit/partition.js';
import { Rig, type RigOptions } from './testkit/rig.js';

const LAG_US = 30_000_000;

function settledRig(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rig.applyAll();
  rig.settle();
  return rig;
}

/** Messages and disks get on, but the metadata log decides nothing. */
function flow(rig: Rig): void {
  for (let round = 0; round < 5; round++) rig.flow();
}

test('a follower behind for too long leaves the ISR, and who waited for it is answered', (t) => {
  const rig = settledRig();
  rig.drops = ({ to }) => to === 3;
  const asked = rig.produce(1, plainBatch('a'));
  rig.settle();
  rig.advance(LAG_US - 1_000_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
  rig.advance(2_000_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2]);
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
});

test('it joins again with all that is committed, and its resends are the only timer until then', (t) => {
  const rig = settledRig();
  rig.drops = ({ to }) => to === 3;
  rig.produce(1, plainBatch('a'));
  rig.advance(LAG_US + 1_000_000);
  t.is(rig.node(1).replica.status().timersCount, 1);
  rig.drops = () => false;
  rig.advance(500_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
  t.is(rig.node(1).replica.status().timersCount, 0);
});

test('a follower that is always a little behind, but has each batch in time, stays', (t) => {
  const rig = settledRig({ lagTimeMaxUs: 2_000_000 });
  for (let count = 0; count < 40; count++) {
    rig.produce(1, plainBatch('x'));
    rig.flow();
    rig.produce(1, plainBatch('y'));
    const { life } = rig.node(1);
    life?.world.runUntil(life.world.nowUs + 100_000);
  }
  t.deepEqual(rig.controller.asked, []);
});

test('followers that are over the limit do not come and go: they join when they have caught up', (t) => {
  const rig = settledRig({ lagTimeMaxUs: 2_000_000, minInsyncReplicas: 2 });
  let changesCount = 0;
  const decide = rig.controller.decide.bind(rig.controller);
  rig.controller.decide = (request) => {
    changesCount++;
    return decide(request);
  };
  // They answer, but what is written never comes.
  rig.drops = ({ body }) => body.type === 'replicate' && body.batches.length > 0;
  const asked = rig.produce(1, plainBatch('a'));
  for (let count = 0; count < 60; count++) rig.advance(100_000);
  t.deepEqual(rig.controller.newest.isr, [1]);
  t.is(changesCount, 1);
  rig.drops = () => false;
  for (let count = 0; count < 20; count++) rig.advance(100_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
  t.deepEqual(asked.results, [{ ok: false, error: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND' }]);
});

test('a follower stays while it was caught up within the limit, and joins within half of it', (t) => {
  const proposed = (isr: readonly number[], lagUs: number): readonly number[] | null =>
    metadataLogIsr.propose({
      leader: 1,
      isr,
      followers: [{ brokerId: 2, durableEndOffset: 9, caughtUpAtUs: LAG_US - lagUs, isEligible: true }],
      logEndOffset: 10,
      joinOffset: 9,
      lagTimeMaxUs: LAG_US,
      nowUs: LAG_US,
    });
  t.is(proposed([1, 2], LAG_US - 1), null);
  t.deepEqual(proposed([1, 2], LAG_US), [1]);
  t.deepEqual(proposed([1], LAG_US / 2 - 1), [1, 2]);
  // It would leave again soon, with a round trip of about the limit again and again.
  t.is(proposed([1], LAG_US / 2), null);
});

test('a follower whose disk is dead when a leader takes office leaves too, though nothing is written', (t) => {
  const rig = new Rig();
  rig.crash(3);
  rig.applyAll();
  rig.settle();
  rig.produce(1, plainBatch('a'));
  rig.advance(LAG_US + 1_000_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2]);
});

test('until a change is in the image, the larger ISR counts', (t) => {
  const rig = new Rig({ isr: [1, 2] });
  rig.applyAll();
  flow(rig);
  t.is(rig.controller.asked.length, 1);
  // It is asked for as a member, and from then on it counts.
  rig.drops = ({ to }) => to === 3;
  const asked = rig.produce(1, plainBatch('a'));
  flow(rig);
  t.deepEqual(asked.results, []);
  rig.drops = () => false;
  rig.advance(500_000);
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
});

test('of a change that timed out nothing is known: it counts until an image settles it', (t) => {
  const rig = new Rig({ isr: [1, 2] });
  rig.applyAll();
  flow(rig);
  const [change] = rig.controller.asked.splice(0);
  change?.done('REQUEST_TIMED_OUT');
  rig.drops = ({ to }) => to === 3;
  const asked = rig.produce(1, plainBatch('a'));
  flow(rig);
  t.deepEqual(asked.results, []);
  const { life } = rig.node(1);
  life?.world.runUntil(life.world.nowUs + 500_000);
  const [again] = rig.controller.asked.splice(0);
  t.deepEqual(again?.request.isr, [1, 2, 3]);
  // The broker is fenced meanwhile. The first attempt may still be under way, so another version has to be
  // made.
  again?.done('INELIGIBLE_REPLICA');
  life?.world.runUntil(life.world.nowUs + 500_000);
  t.deepEqual(rig.controller.asked[0]?.request.isr, [1, 2]);
  rig.decideAll();
  rig.applyAll();
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
});

test('a change that was certainly not made counts no more, and is asked for again later', (t) => {
  const rig = new Rig({ isr: [1, 2] });
  rig.applyAll();
  flow(rig);
  rig.drops = ({ to }) => to === 3;
  const asked = rig.produce(1, plainBatch('a'));
  flow(rig);
  t.deepEqual(asked.results, []);
  rig.controller.asked.splice(0)[0]?.done('INELIGIBLE_REPLICA');
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  rig.drops = () => false;
  rig.advance(1_000_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
  t.is(rig.node(1).replica.status().timersCount, 0);
});

test('a change says of which lives of the brokers it speaks', (t) => {
  const rig = new Rig({ isr: [1, 2] });
  rig.crash(3);
  rig.controller.fence(3);
  rig.restart(3);
  rig.applyAll();
  flow(rig);
  const { request } = rig.controller.asked[0] ?? {};
  t.like(request, { isr: [1, 2, 3], isrBrokerEpochs: [1, 1, 2] });
});

test('a new leader that knows an old high watermark lets nobody join who has only that much', (t) => {
  const rig = new Rig({ isr: [1, 2], replicateBytesMax: 1 });
  rig.applyAll(1, 2);
  flow(rig);
  rig.produce(1, plainBatch('a'));
  rig.drops = ({ body }) => body.type === 'replicate' && body.batches.length === 0;
  flow(rig);
  const asked = rig.produce(1, plainBatch('b'));
  flow(rig);
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 1 }]);
  // The second has not heard that b is committed, and the third gets no more than a.
  t.is(rig.node(2).replica.highWatermark, 1);
  rig.controller.elect(2);
  rig.drops = ({ body }) => body.type === 'replicate' && body.previousOffset === 1;
  rig.applyAll(2, 3);
  flow(rig);
  t.is(rig.node(3).log.durableEndOffset, 1);
  t.deepEqual(rig.controller.asked, []);
});

test('a change of which our image is too old may have been our own', (t) => {
  const rig = new Rig({ isr: [1, 2] });
  rig.applyAll();
  flow(rig);
  const [change] = rig.controller.asked.splice(0);
  if (change === undefined) return t.fail();
  // Made, but the answer is lost below us, and the second attempt is told that its version is old.
  t.is(rig.controller.decide(change.request), 'ok');
  change.done(rig.controller.decide(change.request));
  rig.drops = ({ to }) => to === 3;
  const asked = rig.produce(1, plainBatch('a'));
  flow(rig);
  t.deepEqual(asked.results, []);
  rig.drops = () => false;
  rig.advance(500_000);
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
});
