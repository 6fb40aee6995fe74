import type { Wait } from '../../env.js';
import {
  measuredRegistration,
  registerCommand,
  type RegisterWait,
} from '../../broker/membership/registration.js';
import { lookUpBroker, type RegisterWaitConfig } from './look-up.js';
import { timeout } from '../../runtime/time.js';

/**
 * The fix of S0:L67-101: a Notify in the map before the proposal, a `Notified` after it, for `timeoutUs` at most. What was found
 * within 3.95 s by polling is lost after 2 s here.
 *
 * The map is treated as the quoted code treats it: nothing takes the entry out when the proposal fails or the time is up (as L6), and
 * a second registration of one broker takes the place of the first, which then waits to its time-out (as L3).
 */
export const notifyRegistered =
  (config: RegisterWaitConfig): RegisterWait =>
  async (ctx, port, broker) => {
    const key = String(broker.brokerId);
    const notify = port.store.pendingBrokers.insert(key);
    const proposed = await port.writer.propose(ctx, registerCommand(port, broker));
    if (!proposed.ok) return proposed;
    const wait: Wait = { kind: 'timeout', label: 'await broker registration', awaits: `broker:${key}` };
    return measuredRegistration(ctx, async () => {
      const notified = notify.notified();
      await timeout(ctx, config.timeoutUs, wait, (inner) => notified.wait(inner));
      return lookUpBroker(port, broker);
    });
  };
