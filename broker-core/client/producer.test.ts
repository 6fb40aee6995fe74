import test from 'ava';
import { joinAll } from '../runtime/join.js';
import { sleep } from '../runtime/time.js';
import type { SendResult } from './producer.js';
import { producing, type Producing } from './testkit/scripted-broker.js';

const WAIT = { kind: 'sleep', label: 'test' } as const;
const profile = { requestTimeoutUs: 1_000_000, deliveryTimeoutUs: 5_000_000 };

const send = ({ ctx, producer }: Producing, value: string, key: string | null = null): Promise<SendResult> =>
  producer.send(ctx, { topic: 't', key, value });

/** All at one instant. */
const sendAll = (program: Producing, ...values: readonly string[]): Promise<SendResult[]> =>
  joinAll(
    program.ctx,
    values.map((value) => () => send(program, value)),
  );

const outcomes = (results: readonly SendResult[]): readonly string[] =>
  results.map((result) => (result.ok ? 'ok' : result.error));

const valuesOf = ({ stored }: Producing): readonly string[] => stored.map(({ value }) => value);

test('after a record that was given up the next one is stored, under the next epoch and from sequence 0 on', async (t) => {
  await producing({ profile, fate: (value) => (value === 'b' ? 'lost' : 'answered') }, async (program) => {
    const results = [await send(program, 'a'), await send(program, 'b'), await send(program, 'c')];
    t.deepEqual(outcomes(results), ['ok', 'REQUEST_TIMED_OUT', 'ok']);
    t.is((await send(program, 'd')).ok, true);
    // At the first attempt: nobody had to be refused to find out.
    t.deepEqual(
      program.requests.filter((request) => !request.startsWith('b')),
      ['a@0.0', 'c@1.0', 'd@1.1'],
    );
    t.deepEqual(program.stored, [
      { partition: 0, value: 'a', producerId: 0, producerEpoch: 0, baseSequence: 0 },
      { partition: 0, value: 'c', producerId: 0, producerEpoch: 1, baseSequence: 0 },
      { partition: 0, value: 'd', producerId: 0, producerEpoch: 1, baseSequence: 1 },
    ]);
  });
});

test('so it is after a definite error too, and when all retries are used up', async (t) => {
  for (const [error, retries] of [
    ['MESSAGE_TOO_LARGE', Number.POSITIVE_INFINITY],
    ['NOT_ENOUGH_REPLICAS', 3],
  ] as const) {
    await producing(
      { profile: { ...profile, retries }, fate: (value) => (value === 'a' ? error : 'answered') },
      async (program) => {
        t.deepEqual(outcomes([await send(program, 'a'), await send(program, 'b')]), [error, 'ok']);
      },
    );
  }
});

test('a record that was given up and is in the log all the same counts once, and nothing is renumbered for it', async (t) => {
  const script = {
    profile,
    fate: (value: string) => (value === 'a' ? ('answer lost' as const) : ('answered' as const)),
  };
  await producing(script, async (program) => {
    // Both are on their way; the second is stored behind the first, so that the numbers have no gap.
    t.deepEqual(outcomes(await sendAll(program, 'a', 'b')), ['REQUEST_TIMED_OUT', 'ok']);
    t.true((await send(program, 'c')).ok);
    t.deepEqual(
      program.stored.map(({ value, producerEpoch, baseSequence }) => [value, producerEpoch, baseSequence]),
      [
        ['a', 0, 0],
        ['b', 0, 1],
        ['c', 0, 2],
      ],
    );
  });
});

test('what is in flight behind a lost record is stored once each and in its order, and waits for what is before it', async (t) => {
  // The first request of all is lost and repeated after a second; the others are refused until then.
  await producing({ profile, fate: (_value, n) => (n === 0 ? 'lost' : 'answered') }, async (program) => {
    const results = await sendAll(program, 'a', 'b', 'c', 'd');
    t.deepEqual(outcomes(results), ['ok', 'ok', 'ok', 'ok']);
    t.deepEqual(valuesOf(program), ['a', 'b', 'c', 'd']);
    t.true(program.stored.every(({ producerEpoch }) => producerEpoch === 0));
    t.true(program.nowMs() < 4000);
  });
});

test('what is in flight behind a record that is given up gets new numbers, in its order', async (t) => {
  await producing(
    { profile, fate: (value) => (value === 'a' ? 'MESSAGE_TOO_LARGE' : 'answered') },
    async (program) => {
      const results = await sendAll(program, 'a', 'b', 'c', 'd', 'e', 'f', 'g');
      t.deepEqual(outcomes(results), ['MESSAGE_TOO_LARGE', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
      t.deepEqual(valuesOf(program), ['b', 'c', 'd', 'e', 'f', 'g']);
      t.deepEqual(
        program.stored.map(({ producerEpoch, baseSequence }) => [producerEpoch, baseSequence]),
        [0, 1, 2, 3, 4, 5].map((sequence) => [1, sequence]),
      );
    },
  );
});

test('no more than five records of a partition are on their way', async (t) => {
  await producing({ profile, fate: () => 'lost' }, async (program) => {
    const all = sendAll(program, 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    await sleep(program.ctx, 500_000, WAIT);
    t.deepEqual(program.requests, ['a@0.0', 'b@0.1', 'c@0.2', 'd@0.3', 'e@0.4']);
    t.deepEqual(
      outcomes(await all),
      Array.from({ length: 7 }, () => 'REQUEST_TIMED_OUT'),
    );
    t.is(program.nowMs(), 5000);
  });
});

test('in other partitions the numbers start again too, each when what it has on its way is done', async (t) => {
  // Round robin over two: a, c and e go to one partition, b, d and f to the other.
  const fate = (value: string, n: number) =>
    value === 'a' ? 'MESSAGE_TOO_LARGE' : value === 'b' && n < 4 ? 'lost' : 'answered';
  await producing({ profile, partitions: 2, fate }, async (program) => {
    const first = sendAll(program, 'a', 'b');
    await sleep(program.ctx, 100_000, WAIT);
    const second = [send(program, 'c')];
    await sleep(program.ctx, 100_000, WAIT);
    second.push(send(program, 'd'));
    t.deepEqual(outcomes([...(await first), ...(await Promise.all(second))]), [
      'MESSAGE_TOO_LARGE',
      'ok',
      'ok',
      'ok',
    ]);
    const epochs = new Map(program.stored.map(({ value, producerEpoch }) => [value, producerEpoch]));
    t.deepEqual([epochs.get('b'), epochs.get('c'), epochs.get('d')], [0, 1, 1]);
    const [b, d] = ['b', 'd'].map((value) => valuesOf(program).indexOf(value));
    t.true((b ?? 9) < (d ?? 0));
  });
});

test('when there is no higher epoch, or the cluster knows of one, the producer takes another id', async (t) => {
  const initProducerId = (n: number) =>
    ({ type: 'initProducerId', error: 'NONE', producerId: 70 + n, producerEpoch: 0x7ffe }) as const;
  await producing(
    {
      profile,
      initProducerId,
      fate: (value) => (value.startsWith('bad') ? 'MESSAGE_TOO_LARGE' : 'answered'),
    },
    async (program) => {
      for (const value of ['a', 'bad 1', 'b', 'bad 2', 'c']) await send(program, value);
      t.deepEqual(
        program.stored.map(({ producerId, producerEpoch, baseSequence }) => [
          producerId,
          producerEpoch,
          baseSequence,
        ]),
        [
          [70, 0x7ffe, 0],
          [70, 0x7fff, 0],
          [71, 0x7ffe, 0],
        ],
      );
    },
  );
  await producing(
    { profile, fate: (value) => (value === 'b' ? 'INVALID_PRODUCER_EPOCH' : 'answered') },
    async (program) => {
      const results = [await send(program, 'a'), await send(program, 'b'), await send(program, 'c')];
      t.deepEqual(outcomes(results), ['ok', 'INVALID_PRODUCER_EPOCH', 'ok']);
      const producerIds = program.stored.map(({ producerId }) => producerId);
      t.deepEqual(producerIds, [0, 1]);
    },
  );
});

test('a leader that has lost what it acknowledged is written to under a new epoch', async (t) => {
  let refused = false;
  const fate = (value: string) => {
    if (value !== 'b' || refused) return 'answered';
    refused = true;
    return 'OUT_OF_ORDER_SEQUENCE_NUMBER';
  };
  await producing({ profile, fate }, async (program) => {
    t.deepEqual(outcomes([await send(program, 'a'), await send(program, 'b')]), ['ok', 'ok']);
    t.deepEqual(
      program.stored.map(({ producerEpoch, baseSequence }) => [producerEpoch, baseSequence]),
      [
        [0, 0],
        [1, 0],
      ],
    );
  });
});

test('a send that is dropped does not count as on its way for ever', async (t) => {
  await producing({ profile, fate: (value) => (value === 'a' ? 'lost' : 'answered') }, async (program) => {
    await t.throwsAsync(
      joinAll(program.ctx, [
        (ctx) => program.producer.send(ctx, { topic: 't', key: null, value: 'a' }),
        async (ctx) => {
          await sleep(ctx, 100_000, WAIT);
          throw new Error('enough');
        },
      ]),
      { message: 'enough' },
    );
    t.true((await send(program, 'b')).ok);
    t.true(program.nowMs() < 1000);
  });
});
