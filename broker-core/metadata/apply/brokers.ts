import { assert } from '../../assert.js';
import type { CommandOf, Refused, SingleReply } from '../../protocol/commands.js';
import type { Broker, BrokerId } from '../../protocol/records.js';
import { DONE, refuse } from './result.js';
import type { Context } from './context.js';
import { failOver, leadWaitingPartitions } from './election.js';

/**
 * One life of a broker registers twice (a retry, a new port): it keeps its epoch, and whether it is fenced.
 */
export function registerBroker(context: Context, command: CommandOf<'registerBroker'>): SingleReply {
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
}

export function fenceBroker(context: Context, command: CommandOf<'fenceBroker'>): SingleReply | Refused {
  const broker = registration(context, command.brokerId, command.brokerEpoch);
  if ('error' in broker) return broker;
  if (!broker.fenced) {
    context.state.brokerTable.put({ ...broker, fenced: true });
    context.changes.push({ type: 'brokerFenced', brokerId: command.brokerId });
  }
  failOver(context, command.brokerId, command.failover);
  return DONE;
}

export function unfenceBroker(context: Context, command: CommandOf<'unfenceBroker'>): SingleReply | Refused {
  const broker = registration(context, command.brokerId, command.brokerEpoch);
  if ('error' in broker) return broker;
  if (broker.fenced) {
    context.state.brokerTable.put({ ...broker, fenced: false });
    context.changes.push({ type: 'brokerUnfenced', brokerId: command.brokerId });
  }
  leadWaitingPartitions(context, command.brokerId);
  return DONE;
}

/** The log index, as in KIP-631; above the last one even when two writers share the image. */
function nextEpoch(context: Context, before: Broker | undefined): number {
  const epoch = Math.max(context.index, (before?.brokerEpoch ?? 0) + 1);
  assert(before === undefined || epoch > before.brokerEpoch, 'broker epochs grow');
  return epoch;
}

function registration(context: Context, brokerId: BrokerId, brokerEpoch: number | null): Broker | Refused {
  const broker = context.state.broker(brokerId);
  if (broker === undefined) return refuse('BROKER_ID_NOT_REGISTERED');
  if (brokerEpoch !== null && brokerEpoch !== broker.brokerEpoch) return refuse('STALE_BROKER_EPOCH');
  return broker;
}
