import test from 'ava';
import fc from 'fast-check';
import { joinAll } from '../runtime/join.js';
import { sleep } from '../runtime/time.js';
import type { SendResult } from './producer.js';
import { producing, type Fate, type Stored } from './testkit/scripted-broker.js';

const WAIT = { kind: 'sleep', label: 'test' } as const;
const profile = { requestTimeoutUs: 300_000, deliveryTimeoutUs: 1_500_000 };

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('answered') },
  { weight: 2, arbitrary: fc.constant<Fate>('lost') },
  { weight: 2, arbitrary: fc.constant<Fate>('answer lost') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Fate>(
      'NOT_ENOUGH_REPLICAS',
      'NOT_LEADER_OR_FOLLOWER',
      'MESSAGE_TOO_LARGE',
      'INVALID_PRODUCER_EPOCH',
      // A leader that has been deposed, and lacks what the new one has.
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    ),
  },
);

interface Case {
  readonly partitions: number;
  readonly gapsUs: readonly number[];
  /** Of the requests in the order in which they come; what comes after is answered. */
  readonly fates: readonly Fate[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  partitions: fc.integer({ min: 1, max: 2 }),
  gapsUs: fc.array(fc.constantFrom(0, 0, 0, 1000, 400_000), { minLength: 1, maxLength: 16 }),
  fates: fc.array(fate, { maxLength: 40 }),
});

interface Seen {
  readonly results: readonly SendResult[];
  readonly stored: readonly Stored[];
}

/** Sends a record, named by its number, after each gap. Nothing happens to those from `calmFrom` on. */
async function seen({ partitions, gapsUs, fates }: Case, calmFrom = gapsUs.length): Promise<Seen> {
  let all: Seen = { results: [], stored: [] };
  await producing(
    {
      profile,
      partitions,
      fate: (value, n) => (Number(value) < calmFrom ? fates[n] : undefined) ?? 'answered',
    },
    async ({ ctx, producer, stored }) => {
      let atUs = 0;
      const results = await joinAll(
        ctx,
        gapsUs.map((gapUs, n) => {
          const afterUs = (atUs += gapUs);
          return async (inner) => {
            if (afterUs > 0) await sleep(inner, afterUs, WAIT);
            return producer.send(inner, { topic: 't', key: null, value: String(n) });
          };
        }),
      );
      all = { results, stored };
    },
  );
  return all;
}

/**
 * Leader-side sequences are right by construction of the broker; what is left is what a user of the producer
 * sees.
 */
function objections({ results, stored }: Seen): readonly string[] {
  const wrong: string[] = [];
  results.forEach((result, n) => {
    const count = stored.filter(({ value }) => value === String(n)).length;
    if (count > 1) wrong.push(`${n} is stored ${count} times`);
    if (result.ok && count === 0) wrong.push(`${n} was acknowledged and is not stored`);
    if (!result.ok && !result.mayBeInLog && count > 0) wrong.push(`${n} failed for good and is stored`);
  });
  for (const partition of [0, 1]) {
    const order = stored.filter((one) => one.partition === partition).map(({ value }) => Number(value));
    if (order.some((n, at) => n < (order[at - 1] ?? -1))) wrong.push(`order ${order.join(' ')}`);
  }
  return wrong;
}

test('whatever becomes of requests: a record is stored at most once, an acknowledged one is, and all in their order', async (t) => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      t.deepEqual(objections(await seen(one)), []);
    }),
    { numRuns: 150, seed: 7 },
  );
});

test('and the producer gets on: with the requests answered again, every record is stored', async (t) => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ partitions, gapsUs, fates }) => {
      // A last record for each partition, long after all trouble.
      const longer = { partitions, gapsUs: [...gapsUs, 20_000_000, 0], fates };
      const { results } = await seen(longer, gapsUs.length);
      const oks = results.slice(-2).map(({ ok }) => ok);
      t.deepEqual(oks, [true, true]);
    }),
    { numRuns: 100, seed: 11 },
  );
});

test('out of order from a deposed leader does not store again what the new one may have; and the leader is looked up anew', async (t) => {
  const asked: number[] = [];
  const fates: readonly Fate[] = ['answered', 'answer lost', 'OUT_OF_ORDER_SEQUENCE_NUMBER'];
  await producing(
    {
      profile,
      fate: (_value, n) => fates[n] ?? 'answered',
      metadata: (n) => {
        asked.push(n);
        return 'NONE';
      },
    },
    async ({ ctx, producer, stored, requests }) => {
      await producer.send(ctx, { topic: 't', key: null, value: 'a' });
      const before = asked.length;
      const { ok } = await producer.send(ctx, { topic: 't', key: null, value: 'b' });
      t.true(ok);
      const values = stored.map(({ value }) => value);
      t.deepEqual(values, ['a', 'b']);
      t.deepEqual(requests, ['a@0.0', 'b@0.1', 'b@0.1', 'b@0.1']);
      // For the answer that was lost, and for the one that was wrong.
      t.is(asked.length - before, 2);
    },
  );
});
