import test from 'ava';
import { joinAll } from '../runtime/join.js';
import type { ClientProfile } from './profile.js';
import { producing, type Script } from './testkit/scripted-broker.js';

/** How long a record took to fail, milliseconds, and with what. */
async function failing(
  script: Script,
  profile: Partial<ClientProfile>,
): Promise<{ readonly ms: number; readonly error: string; readonly mayBeInLog: boolean }> {
  let seen = { ms: -1, error: 'none', mayBeInLog: false };
  await producing({ ...script, profile }, async ({ ctx, producer, nowMs }) => {
    const startMs = nowMs();
    const result = await producer.send(ctx, { topic: 't', key: null, value: 'v' });
    if (!result.ok) seen = { ms: nowMs() - startMs, error: result.error, mayBeInLog: result.mayBeInLog };
  });
  return seen;
}

const DELIVERY_MS = 700;
const deliveryTimeoutUs = DELIVERY_MS * 1000;
/** None of them fits into the time that a record has. */
const slow = {
  deliveryTimeoutUs,
  retryBackoffUs: 400_000,
  retryBackoffMaxUs: 400_000,
  requestTimeoutUs: 30_000_000,
};

test('a record never lives longer than its delivery time-out, whatever it waits for', async (t) => {
  const scripts: Readonly<Record<string, Script>> = {
    'metadata is not answered': { metadata: () => null },
    'the topic is unknown': { metadata: () => 'UNKNOWN_TOPIC_OR_PARTITION' },
    'brokers are too few for the topic': { metadata: () => 'INVALID_REPLICATION_FACTOR' },
    'nobody leads': { metadata: () => 'LEADER_NOT_AVAILABLE' },
    'metadata is not answered a second time': {
      metadata: (n) => (n === 0 ? 'NONE' : null),
      fate: () => 'NOT_LEADER_OR_FOLLOWER',
    },
    'the topic is gone at the second look': {
      metadata: (n) => (n === 0 ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION'),
      fate: () => 'NOT_LEADER_OR_FOLLOWER',
    },
    'no producer id is given': { initProducerId: () => null },
    'producer ids are refused': {
      initProducerId: () => ({ type: 'initProducerId', error: 'NOT_CONTROLLER' }),
    },
    'produce is not answered': { fate: () => 'lost' },
    'produce is refused for now': { fate: () => 'NOT_ENOUGH_REPLICAS' },
    'the sequence never fits': { fate: () => 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
  };
  for (const [what, script] of Object.entries(scripts)) {
    const { ms, error } = await failing(script, slow);
    t.is(error, 'REQUEST_TIMED_OUT', what);
    t.is(ms, DELIVERY_MS, what);
  }
});

test('nor in the queue for a number', async (t) => {
  await producing({ profile: slow, fate: () => 'lost' }, async ({ ctx, producer, nowMs }) => {
    const one = () => producer.send(ctx, { topic: 't', key: null, value: 'v' });
    const results = await joinAll(
      ctx,
      Array.from({ length: 9 }, () => one),
    );
    t.true(results.every((result) => !result.ok && result.error === 'REQUEST_TIMED_OUT'));
    t.is(nowMs(), DELIVERY_MS);
    // Those that never left are in no log.
    t.deepEqual(
      results.map((result) => !result.ok && result.mayBeInLog),
      [true, true, true, true, true, false, false, false, false],
    );
  });
});

test('a record that never left is in no log; one that did may be', async (t) => {
  t.is((await failing({ initProducerId: () => null }, slow)).mayBeInLog, false);
  t.is((await failing({ metadata: () => null }, slow)).mayBeInLog, false);
  t.is((await failing({ fate: () => 'lost' }, slow)).mayBeInLog, true);
  t.is((await failing({ fate: () => 'NOT_ENOUGH_REPLICAS' }, slow)).mayBeInLog, false);
});

test('the first look-up is given up after max.block, a later one is not', async (t) => {
  const maxBlockUs = 100_000;
  const never = await failing({ metadata: () => 'UNKNOWN_TOPIC_OR_PARTITION' }, { ...slow, maxBlockUs });
  t.deepEqual([never.ms, never.error], [100, 'UNKNOWN_TOPIC_OR_PARTITION']);
  const later = await failing(
    {
      metadata: (n) => (n === 0 ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION'),
      fate: () => 'NOT_LEADER_OR_FOLLOWER',
    },
    { ...slow, maxBlockUs },
  );
  t.is(later.ms, DELIVERY_MS);
});

test('without idempotence it is the same', async (t) => {
  const profile = { ...slow, idempotent: false };
  for (const fate of ['lost', 'NOT_ENOUGH_REPLICAS'] as const)
    t.is((await failing({ fate: () => fate }, profile)).ms, DELIVERY_MS);
});
