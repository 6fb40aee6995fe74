import { assert } from '../../assert.js';
import type { CommandOf, Refused } from '../../protocol/commands.js';
import type { Broker } from '../../protocol/records.js';
import { DONE, refuse } from './result.js';
import type { Apply, Context } from './context.js';
import { failOver, leadWaitingPartitions } from './election.js';

/** One life of a broker registers twice (a retry, a new port): epoch and fencing stay as they are. */
export const registerBroker: Apply<'registerBroker'> = (context, command) => {
  const { brokerId, host, port, incarnation, startFenced } = command;
  const before = context.state.broker(brokerId);
  const restarted = before?.incarnation !== incarnation;
  const brokerEpoch = before !== undefined && !restarted ? before.brokerEpoch : nextEpoch(context, before);
  const fenced = before !== undefined && !restarted ? before.fenced : startFenced;
  context.state.brokerTable.put({ brokerId, host, port, incarnation, brokerEpoch, fenced });
  context.changes.push({ type: 'brokerRegistered', brokerId, brokerEpoch });
  // It restarted before anybody noticed. If it kept its place in an ISR, a leader would count it as holding
  // records that it had written but not synced, and the next election could lose them.
  if (before !== undefined && restarted && startFenced) failOver(context, brokerId, 'first-live-isr');
  return { type: 'broker', brokerEpoch };
};

export const fenceBroker: Apply<'fenceBroker'> = (context, command) => {
  const refused = setFenced(context, command, true);
  if (refused !== null) return refused;
  failOver(context, command.brokerId, command.failover);
  return DONE;
};

export const unfenceBroker: Apply<'unfenceBroker'> = (context, command) => {
  const refused = setFenced(context, command, false);
  if (refused !== null) return refused;
  leadWaitingPartitions(context, command.brokerId);
  return DONE;
};

/** The log index, as in KIP-631; above the last one even when two writers share the image. */
function nextEpoch(context: Context, before: Broker | undefined): number {
  const epoch = Math.max(context.index, (before?.brokerEpoch ?? 0) + 1);
  assert(before === undefined || epoch > before.brokerEpoch, 'broker epochs grow');
  return epoch;
}

function setFenced(
  { state, changes }: Context,
  { brokerId, brokerEpoch }: CommandOf<'fenceBroker' | 'unfenceBroker'>,
  fenced: boolean,
): Refused | null {
  const broker = state.broker(brokerId);
  if (broker === undefined) return refuse('BROKER_ID_NOT_REGISTERED');
  if (brokerEpoch !== null && brokerEpoch !== broker.brokerEpoch) return refuse('STALE_BROKER_EPOCH');
  if (broker.fenced === fenced) return null;
  state.brokerTable.put({ ...broker, fenced });
  changes.push({ type: fenced ? 'brokerFenced' : 'brokerUnfenced', brokerId });
  return null;
}
