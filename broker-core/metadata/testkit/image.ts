/** An image under test: commands get the next index, and a refusal that was not expected fails the test. */
import { assert } from '../../assert.js';
import { apply } from '../apply/apply.js';
import type { Command, CommandOf } from '../../protocol/commands.js';
import type { BrokerId, Partition } from '../../protocol/records.js';
import type { ApplyResult, Change } from '../apply/result.js';
import { MetadataState } from '../state/state.js';

/** Applies at the index after the applied one. */
export function step(state: MetadataState, command: Command): ApplyResult {
  return apply(state, state.appliedIndex + 1, command);
}

/** As {@link step}, of a command that has to succeed. */
export function accepted(state: MetadataState, command: Command): Extract<ApplyResult, { type: 'ok' }> {
  const result = step(state, command);
  assert(result.type === 'ok', `${command.type} is accepted, not ${JSON.stringify(result)}`);
  return result;
}

/** The code with which a command is refused, or `NONE`; the refusal must have changed nothing. */
export function errorOf(state: MetadataState, command: Command): string {
  const hashBefore = state.contentHash;
  const result = step(state, command);
  if (result.type === 'ok') return 'NONE';
  assert(state.contentHash === hashBefore, 'a refused command changes nothing');
  return result.error;
}

export function registration(
  brokerId: BrokerId,
  overrides: Partial<CommandOf<'registerBroker'>> = {},
): CommandOf<'registerBroker'> {
  return {
    type: 'registerBroker',
    brokerId,
    host: `n${brokerId}`,
    port: 9092,
    incarnation: 'first',
    startFenced: true,
    ...overrides,
  };
}

export function topicOf(
  name: string,
  ...replicasOfEach: (readonly BrokerId[])[]
): CommandOf<'createTopicWithAssignments'> {
  const partitions = replicasOfEach.map((replicas) => ({
    replicas,
    leader: replicas[0] ?? 0,
    isr: replicas,
  }));
  return { type: 'createTopicWithAssignments', name, config: [], partitions, requestId: null };
}

/** Brokers 1 to 3, registered and unfenced. */
export function threeBrokers(): MetadataState {
  const state = new MetadataState();
  for (const brokerId of [1, 2, 3]) {
    accepted(state, registration(brokerId));
    accepted(state, { type: 'unfenceBroker', brokerId, brokerEpoch: null });
  }
  return state;
}

/** {@link threeBrokers} and the topic `orders`: one partition, led by 1, replicas and ISR 1, 2, 3. */
export function withOrders(): MetadataState {
  const state = threeBrokers();
  accepted(state, topicOf('orders', [1, 2, 3]));
  return state;
}

/** Partition 0 of `orders`. */
export function orders(state: MetadataState): Partition {
  const partition = state.partition('orders', 0);
  assert(partition !== undefined, 'orders exists');
  return partition;
}

export function typesOf(changes: readonly Change[]): readonly string[] {
  return changes.map((change) => change.type);
}
