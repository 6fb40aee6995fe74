import test from 'ava';
import type { RequestName } from '../../../broker-core/protocol/records.js';
import type { CreateTopicResponse } from '../../../broker-core/protocol/topics.js';
import { joinAll } from '../../../broker-core/runtime/join.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { runScenario } from '../../index.js';
import { rawRequests, WAIT, type Ask } from './testkit/raw-requests.js';

interface Wish {
  readonly to?: string;
  readonly partitionCount?: number;
  readonly requestId?: RequestName | null;
  readonly timeoutMs?: number;
}

interface Asking {
  readonly ctx: Ctx;
  readonly ask: Ask;
  /** Has `orders` created. */
  readonly create: (wish?: Wish) => Promise<CreateTopicResponse>;
  /** Several at one instant; their answers in the same order. */
  readonly createAll: (...wishes: readonly Wish[]) => Promise<readonly CreateTopicResponse[]>;
  /** How many partitions `orders` has in the eyes of a broker; 0: there is none. */
  readonly partitionCount: (to: string) => Promise<number>;
}

const FIRST: RequestName = { origin: 'test', number: 1 };

/** A cluster of three whose metadata log n1 leads, and a client that asks. */
async function asking(
  variant: string,
  body: (asking: Asking) => Promise<void>,
  faults: (atMs: number) => FaultSchedule = () => [],
): Promise<void> {
  let ran = false;
  const result = await runScenario(
    {
      name: 'explicit-creation',
      doc: 'A client asks for topics.',
      source: 'none; a test',
      variant,
      settings: {},
      leaderAtStart: 'n1',
      topics: () => [],
      faults: (settings) => faults(settings['run.startMs']),
      load: ({ clients: [client] }, done) =>
        client?.run(async (ctx) => {
          await body(askingFrom(ctx));
          ran = true;
          done();
        }),
    },
    { seed: 1 },
  );
  if (!ran || (variant === 'reference' && result.verdict !== 'passed'))
    throw new Error(`${result.verdict}: ${JSON.stringify(result.violations)}`);
}

function askingFrom(ctx: Ctx): Asking {
  const ask = rawRequests(ctx);
  const create = ({ to = 'n1', partitionCount = 1, requestId = null, timeoutMs = 30_000 }: Wish = {}) =>
    ask(to, {
      type: 'createTopic',
      topic: 'orders',
      partitionCount,
      replicationFactor: 3,
      config: [],
      timeoutMs,
      requestId,
    });
  return {
    ctx,
    ask,
    create,
    createAll: (...wishes) =>
      joinAll(
        ctx,
        wishes.map((wish) => () => create(wish)),
      ),
    partitionCount: async (to) => {
      const { topics } = await ask(to, { type: 'metadata', topics: ['orders'], allowAutoCreate: false });
      const [topic] = topics;
      return topic?.error === 'NONE' ? topic.partitions.length : 0;
    },
  };
}

const errorsOf = (responses: readonly CreateTopicResponse[]): readonly string[] =>
  responses.map(({ error }) => error);

const idOf = (response: CreateTopicResponse | undefined): string | null =>
  response?.error === 'NONE' ? response.topicId : null;

test('of two explicit creations of one name at one instant one is told that the topic exists', async (t) => {
  for (const to of ['n1', 'n2']) {
    await asking('reference', async ({ createAll, partitionCount }) => {
      const responses = await createAll({ to, partitionCount: 2 }, { to, partitionCount: 5 });
      t.deepEqual(errorsOf(responses), ['NONE', 'TOPIC_ALREADY_EXISTS'], to);
      t.is(await partitionCount(to), 2);
    });
  }
  await asking('reference', async ({ createAll }) => {
    const responses = await createAll({ to: 'n1' }, { to: 'n2' }, { to: 'n3' }, { to: 'n1' });
    t.deepEqual([...errorsOf(responses)].sort(), [
      'NONE',
      'TOPIC_ALREADY_EXISTS',
      'TOPIC_ALREADY_EXISTS',
      'TOPIC_ALREADY_EXISTS',
    ]);
  });
});

test('on one historic broker too, where the second waits for the lock of the first', async (t) => {
  for (const variant of ['notify', 'register-then-forward']) {
    await asking(variant, async ({ createAll, partitionCount }) => {
      const responses = await createAll({ partitionCount: 2 }, { partitionCount: 5 });
      t.deepEqual(errorsOf(responses), ['NONE', 'TOPIC_ALREADY_EXISTS'], variant);
      t.is(await partitionCount('n1'), 2);
    });
  }
});

test('a request that is repeated gets its first answer: at once, later, from another broker, and when the topic is another', async (t) => {
  await asking('reference', async ({ ctx, ask, create, createAll }) => {
    const mine = { requestId: FIRST, partitionCount: 2 };
    const responses = await createAll(mine, mine, { ...mine, to: 'n3' });
    t.deepEqual(errorsOf(responses), ['NONE', 'NONE', 'NONE']);
    const topicId = idOf(responses[0]);
    t.deepEqual(responses.map(idOf), [topicId, topicId, topicId]);
    const other = { requestId: { origin: 'test', number: 2 } };
    t.is((await create(other)).error, 'TOPIC_ALREADY_EXISTS');
    await sleep(ctx, 1_000_000, WAIT);
    t.is(idOf(await create({ ...mine, to: 'n2' })), topicId);

    const deleted = await ask('n1', {
      type: 'deleteTopic',
      topic: 'orders',
      timeoutMs: 5000,
      requestId: null,
    });
    t.is(deleted.error, 'NONE');
    const again = idOf(await create());
    t.true(again !== null && again !== topicId);
    t.is(idOf(await create(mine)), topicId);
    t.is((await create(other)).error, 'TOPIC_ALREADY_EXISTS');
  });
});

test('a request is answered when its time is up, and the creation may happen all the same', async (t) => {
  const isolated = (atMs: number): FaultSchedule => [
    { id: 'alone', type: 'partition', groups: [['n1'], ['n2', 'n3']], atMs, untilMs: atMs + 2000 },
  ];
  const body = async ({ ctx, create, partitionCount }: Asking): Promise<void> => {
    const startUs = ctx.env.clock.nowUs();
    const response = await create({ requestId: FIRST, timeoutMs: 300 });
    t.is(response.error, 'REQUEST_TIMED_OUT');
    const waitedMs = (ctx.env.clock.nowUs() - startUs) / 1000;
    t.true(waitedMs >= 300 && waitedMs < 310, `${waitedMs} ms`);
    await sleep(ctx, 4_500_000, WAIT);
    t.is(await partitionCount('n2'), 1);
  };
  await asking('notify', body, isolated);
  await asking(
    'reference',
    async (all) => {
      await body(all);
      t.is((await all.create({ requestId: FIRST })).error, 'NONE');
      t.is((await all.create()).error, 'TOPIC_ALREADY_EXISTS');
    },
    isolated,
  );
});

test('an automatic creation is content with the topic of an explicit one, not the other way round', async (t) => {
  for (const [explicitAfterUs, error, partitions] of [
    [0, 'NONE', 7],
    // After the connection is there, and before the answer.
    [2_000, 'TOPIC_ALREADY_EXISTS', 3],
  ] as const) {
    await asking('reference', async ({ ctx, ask, create, partitionCount }) => {
      const [described, created] = await Promise.all([
        ask('n1', { type: 'metadata', topics: ['orders'], allowAutoCreate: true }),
        sleep(ctx, explicitAfterUs, WAIT).then(() => create({ partitionCount: 7 })),
      ]);
      t.is(described.topics[0]?.error, 'NONE');
      t.is(created.error, error);
      t.is(await partitionCount('n1'), partitions);
    });
  }
});
