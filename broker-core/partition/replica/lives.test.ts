/**
 * What a leader knows of a follower is of one life of it: brokers die, and come back with less than they had
 * (KIP-841, KIP-903).
 */
import test from 'ava';
import { plainBatch } from '../log/testkit/partition.js';
import { metadataLogIsr, type IsrPolicy } from './config.js';
import { valuesOf } from './testkit/judge.js';
import type { Plant } from './testkit/node.js';
import { Rig, type Message, type RigOptions } from './testkit/rig.js';

/** All three have the record `a`, and the high watermark is behind it. */
function rigWithOneRecord(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rig.applyAll();
  rig.settle();
  rig.produce(1, plainBatch('a'));
  rig.settle();
  return rig;
}

/** Messages and disks get on, but the metadata log decides nothing. */
function flow(rig: Rig): void {
  for (let round = 0; round < 5; round++) rig.flow();
}

/** The broker comes back as another life with nothing on its disk. */
function replace(rig: Rig, brokerId: number): void {
  rig.crash(brokerId);
  rig.node(brokerId).wipe();
  rig.restart(brokerId);
}

function waitAtLeader(rig: Rig, durationUs: number): void {
  const { life } = rig.node(1);
  life?.world.runUntil(life.world.nowUs + durationUs);
}

const isReady = ({ body }: Message): boolean =>
  body.type === 'replicateReply' && body.outcome.type === 'ready';

/**
 * Which ISR the leader asks for, as more is written, when 3 has come back without its record and said no more
 * than that it is there.
 */
function askedForAfterReplacement(options: RigOptions): readonly (readonly number[])[] {
  const rig = rigWithOneRecord(options);
  replace(rig, 3);
  rig.drops = ({ to }) => to === 3;
  rig.applyAll();
  flow(rig);
  rig.produce(1, plainBatch('b'), 1);
  return rig.controller.asked.map(({ request }) => request.isr);
}

const livesLookAlike: Plant = (deps) => ({
  ...deps,
  brokerEpoch: () => 1,
  broker: (brokerId) => {
    const broker = deps.broker(brokerId);
    return broker === undefined ? undefined : { ...broker, brokerEpoch: 1 };
  },
});

test('what a former life had on its disk does not let the next one join the ISR', (t) =>
  t.deepEqual(askedForAfterReplacement({}), []));

test('planted: of who cannot tell lives apart this is noticed', (t) =>
  t.deepEqual(askedForAfterReplacement({ plant: livesLookAlike }), [[1, 2, 3]]));

test('a life that is registered is asked what it has, though nothing is written and its first word is lost', (t) => {
  const rig = rigWithOneRecord();
  replace(rig, 3);
  rig.drops = isReady;
  rig.applyAll();
  rig.advance(500_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
  t.deepEqual(valuesOf(rig.node(3).log.snapshot().batches), ['a']);
  t.is(rig.node(1).replica.status().timersCount, 0);
});

test('a reply of a former life that comes late says nothing of the present one', (t) => {
  const rig = rigWithOneRecord();
  rig.produce(1, plainBatch('b'));
  let late: Message | undefined;
  for (let round = 0; round < 3 && late === undefined; round++) {
    rig.flow();
    late = rig.bag.find(({ from }) => from === 3);
  }
  replace(rig, 3);
  rig.applyAll();
  rig.settle();
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
  if (late === undefined) return t.fail('it had answered');
  rig.deliver(late);
  t.deepEqual(rig.bag, []);
});

/**
 * How often the leader of an idle partition asks for a change in ten seconds after 3 has died and is known
 * to have.
 */
function askedWhileDead(isrPolicy: IsrPolicy): number {
  const rig = rigWithOneRecord({ isrPolicy });
  rig.crash(3);
  rig.controller.fence(3);
  rig.applyAll();
  let count = 0;
  for (let round = 0; round < 20; round++) {
    waitAtLeader(rig, 500_000);
    flow(rig);
    const asked = rig.controller.asked.splice(0);
    count += asked.length;
    for (const { request, done } of asked) done(rig.controller.decide(request));
  }
  return count;
}

test('nobody asks for a dead follower of an idle partition, whatever it once had', (t) =>
  t.is(askedWhileDead(metadataLogIsr), 0));

test('planted: of a leader that asks for whoever has once had enough this is noticed', (t) => {
  const { propose, nextLookAtUs } = metadataLogIsr;
  const count = askedWhileDead({
    propose: (view) => {
      const followers = view.followers.map(({ brokerId, durableEndOffset, caughtUpAtUs }) => ({
        brokerId,
        durableEndOffset,
        caughtUpAtUs,
        isEligible: true,
      }));
      return propose({ ...view, followers });
    },
    nextLookAtUs,
  });
  t.true(count > 10, `asked ${count} times`);
});

test('a follower that was fenced and is not any more is asked for at once, though nothing is written', (t) => {
  const rig = rigWithOneRecord();
  rig.controller.fence(3);
  rig.applyAll();
  flow(rig);
  t.deepEqual(rig.controller.asked, []);
  rig.controller.unfence(3);
  rig.applyAll(1);
  t.deepEqual(
    rig.controller.asked.map(({ request }) => request.isr),
    [[1, 2, 3]],
  );
});

test('a silent member does not keep the lives of the others from being named', (t) => {
  const rig = new Rig({ isr: [1, 2] });
  rig.drops = ({ from }) => from === 2;
  rig.applyAll();
  flow(rig);
  t.like(rig.controller.asked[0]?.request, { isr: [1, 2, 3], isrBrokerEpochs: [1, null, 1] });
});

test('a change that is tried again speaks of the lives that there was reason to ask for', (t) => {
  const rig = new Rig({ isr: [1, 2] });
  rig.applyAll();
  flow(rig);
  rig.controller.asked.splice(0)[0]?.done('REQUEST_TIMED_OUT');
  replace(rig, 3);
  rig.drops = ({ to }) => to === 3;
  rig.applyAll();
  flow(rig);
  waitAtLeader(rig, 500_000);
  const [again] = rig.controller.asked;
  t.like(again?.request, { isr: [1, 2, 3], isrBrokerEpochs: [1, 1, 1] });
  rig.decideAll();
  t.deepEqual(rig.controller.newest.isr, [1, 2]);
  rig.drops = () => false;
  for (let round = 0; round < 4; round++) rig.advance(500_000);
  t.deepEqual(rig.controller.newest.isr, [1, 2, 3]);
  t.is(rig.node(1).replica.status().timersCount, 0);
});
