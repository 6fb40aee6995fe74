import test from 'ava';
import { accepted, orders, registration, withOrders } from '../metadata/testkit/image.js';
import type { MetadataState } from '../metadata/state/state.js';
import type { AlterPartitionRequest } from '../protocol/controller.js';
import { runProgram } from '../runtime/testkit/world.js';
import { IsrChanges } from './isr-changes.js';

/** Brokers 1 to 3 are live, and 3 has left the ISR of `orders`. */
function withoutThree(): MetadataState {
  const state = withOrders();
  accepted(state, { type: 'fenceBroker', brokerId: 3, brokerEpoch: null, failover: 'first-live-isr' });
  accepted(state, { type: 'unfenceBroker', brokerId: 3, brokerEpoch: null });
  return state;
}

function epochOf(state: MetadataState, brokerId: number): number {
  return state.broker(brokerId)?.brokerEpoch ?? 0;
}

/** The leader of `orders` asks for this ISR; it has heard of everybody in it. */
function requestFor(state: MetadataState, isr: readonly number[]): AlterPartitionRequest {
  const { topic, partition, leaderEpoch, partitionEpoch } = orders(state);
  return {
    type: 'alterPartition',
    brokerId: 1,
    brokerEpoch: epochOf(state, 1),
    topic,
    topicId: state.topic(topic)?.topicId ?? '',
    partition,
    leaderEpoch,
    partitionEpoch,
    isr,
    isrBrokerEpochs: isr.map((brokerId) => epochOf(state, brokerId)),
  };
}

/**
 * What a controller with this image answers, and how many entries that cost the log, which refuses
 * everything by a name of its own.
 */
async function decided(
  view: MetadataState,
  request: AlterPartitionRequest,
  isLeader = true,
): Promise<string> {
  let proposals = 0;
  let error = '';
  const writer = {
    isLeader,
    leaderId: 'n1',
    proposeAndApply: () => {
      proposals += 1;
      return Promise.resolve({ type: 'refused', error: 'INVALID_UPDATE_VERSION' } as const);
    },
  };
  const nobody = (): never => {
    throw new Error('nobody else is asked');
  };
  await runProgram(async ({ ctx }) => {
    const { env } = ctx;
    const around = { env, timeoutUs: 2_000_000, brokerId: 1, brokerEpoch: () => 1 };
    const changes = new IsrChanges({ ...around, store: { view }, writer, rpc: { call: nobody } });
    ({ error } = await changes.decide(ctx, request));
  });
  return `${error}, ${proposals} proposed`;
}

test('what the image has nothing against, the log decides', async (t) => {
  const state = withoutThree();
  t.is(await decided(state, requestFor(state, [1, 2, 3])), 'INVALID_UPDATE_VERSION, 1 proposed');
  t.is(await decided(state, requestFor(state, [1])), 'INVALID_UPDATE_VERSION, 1 proposed');
  const unknown = { ...requestFor(state, [1, 2, 3]), topic: 'unknown' };
  t.is(await decided(state, unknown), 'INVALID_UPDATE_VERSION, 1 proposed');
});

test('a fenced broker that is to join is refused before it comes to the log; a fenced member may stay', async (t) => {
  const state = withoutThree();
  accepted(state, { type: 'fenceBroker', brokerId: 3, brokerEpoch: null, failover: 'first-live-isr' });
  t.is(await decided(state, requestFor(state, [1, 2, 3])), 'INELIGIBLE_REPLICA, 0 proposed');
  accepted(state, { type: 'fenceBroker', brokerId: 2, brokerEpoch: null, failover: 'first-isr' });
  t.is(await decided(state, requestFor(state, [1, 2])), 'INVALID_UPDATE_VERSION, 1 proposed');
});

test('one that has registered anew since the leader looked at it is refused before it comes to the log', async (t) => {
  const state = withoutThree();
  const request = requestFor(state, [1, 2, 3]);
  accepted(state, registration(3, { incarnation: 'second' }));
  accepted(state, { type: 'unfenceBroker', brokerId: 3, brokerEpoch: null });
  t.is(await decided(state, request), 'INELIGIBLE_REPLICA, 0 proposed');
  const silent = { ...request, isrBrokerEpochs: [null, null, null] };
  t.is(await decided(state, silent), 'INVALID_UPDATE_VERSION, 1 proposed');
});

test('who does not lead the log refuses nothing by an image that may be old', async (t) => {
  const state = withoutThree();
  accepted(state, { type: 'fenceBroker', brokerId: 3, brokerEpoch: null, failover: 'first-live-isr' });
  t.is(await decided(state, requestFor(state, [1, 2, 3]), false), 'NOT_CONTROLLER, 0 proposed');
});

test('a controller that does not answer is waited for as long as is configured, and then nothing is known', async (t) => {
  const state = withoutThree();
  const limitsUs: number[] = [];
  const writer = { isLeader: false, leaderId: 'n2', proposeAndApply: () => Promise.reject(new Error('no')) };
  const call = (_ctx: unknown, _to: unknown, _request: unknown, limitUs: number) => {
    limitsUs.push(limitUs);
    return Promise.resolve({ answered: false, error: 'REQUEST_TIMED_OUT' } as const);
  };
  const told: string[] = [];
  await runProgram(async ({ ctx: { env } }) => {
    const around = { env, timeoutUs: 1_500_000, brokerId: 1, brokerEpoch: () => 1 };
    const changes = new IsrChanges({ ...around, store: { view: state }, writer, rpc: { call } });
    changes.ask('orders', 0, requestFor(state, [1]), (result) => void told.push(result));
    return Promise.resolve();
  });
  t.deepEqual(told, ['REQUEST_TIMED_OUT']);
  t.deepEqual(limitsUs, [1_500_000]);
});
