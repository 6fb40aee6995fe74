import test from 'ava';
import fc from 'fast-check';
import { firstIndexOf, planAssignment } from './assignment.js';
import type { PartitionAssignment } from '../protocol/commands.js';

function planned(
  name: string,
  partitionCount: number,
  replicationFactor: number,
  brokerIds: readonly number[],
  firstIndex?: number,
): readonly PartitionAssignment[] {
  const plan = planAssignment(name, partitionCount, replicationFactor, brokerIds, firstIndex);
  return plan.ok ? plan.partitions : [];
}

/** How many partitions each of `brokerIds` has, by what `brokersOf` picks from a partition. */
function loads(
  partitions: readonly PartitionAssignment[],
  brokerIds: readonly number[],
  brokersOf: (partition: PartitionAssignment) => readonly number[],
): readonly number[] {
  const held = partitions.flatMap(brokersOf);
  return brokerIds.map((brokerId) => held.filter((each) => each === brokerId).length);
}

const cluster = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 9 });

test('replicas are distinct brokers, the leader is the first of them, the ISR is all', (t) =>
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 1, max: 60 }),
      cluster,
      fc.nat(),
      (name, count, brokerIds, some) => {
        const replicationFactor = 1 + (some % brokerIds.length);
        const partitions = planned(name, count, replicationFactor, brokerIds);
        t.is(partitions.length, count);
        for (const { replicas, leader, isr } of partitions) {
          t.is(replicas.length, replicationFactor);
          t.is(new Set(replicas).size, replicationFactor);
          t.true(replicas.every((brokerId) => brokerIds.includes(brokerId)));
          t.is(replicas[0], leader);
          t.deepEqual(isr, replicas);
        }
      },
    ),
  ));

test('no broker leads more than one partition more than another', (t) =>
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 60 }), cluster, (name, count, brokerIds) => {
      const led = loads(planned(name, count, 1, brokerIds), brokerIds, ({ leader }) => [leader]);
      t.true(Math.max(...led) - Math.min(...led) <= 1);
    }),
  ));

test('the partitions of one leader are followed by different brokers', (t) => {
  const led = planned('a', 12, 2, [1, 2, 3, 4], 0).filter(({ leader }) => leader === 1);
  t.deepEqual(
    led.map(({ replicas }) => replicas),
    [
      [1, 2],
      [1, 3],
      [1, 4],
    ],
  );
});

test('topics of one partition spread over the brokers by their names', (t) => {
  const names = Array.from({ length: 300 }, (_, number) => `topic-${number}`);
  const all = names.flatMap((name) => planned(name, 1, 1, [1, 2, 3]));
  const led = loads(all, [1, 2, 3], ({ leader }) => [leader]);
  t.true(
    led.every((each) => each > 60),
    led.join(),
  );
});

test('the plan depends on name and brokers alone, not on the order in which they are listed', (t) => {
  t.deepEqual(planned('orders', 5, 2, [3, 1, 2]), planned('orders', 5, 2, [1, 2, 3]));
  const leaders = planned('orders', 3, 1, [1, 2, 3], 0).map(({ leader }) => leader);
  t.deepEqual(leaders, [1, 2, 3]);
  t.is(firstIndexOf('orders'), firstIndexOf('orders'));
});

test('more replicas than brokers, or none, is refused', (t) => {
  const refused = { ok: false, error: 'INVALID_REPLICATION_FACTOR' } as const;
  t.deepEqual(planAssignment('a', 1, 3, [1, 2]), refused);
  t.deepEqual(planAssignment('a', 1, 0, [1, 2]), refused);
  t.deepEqual(planAssignment('a', 1, 1, []), refused);
  t.deepEqual(planAssignment('a', 0, 1, [1]), { ok: false, error: 'INVALID_PARTITIONS' });
});
