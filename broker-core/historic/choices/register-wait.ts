import {
  type NewBroker,
  registerCommand,
  type RegisterWait,
  type RegistrationPort,
} from '../../broker/membership/registration.js';
import { type Awaited, awaitTold, type ImageWaitConfig, pollImage } from './image-wait.js';

/**
 * Proposes, then looks (S0:L21-65). A proposal that is refused, without a leader or by a follower, ends it at
 * once, so the comment that it "also waits for the election" is void (L30).
 */
export const pollRegistered =
  (config: ImageWaitConfig): RegisterWait =>
  async (ctx, port, broker) => {
    const proposed = await port.writer.propose(ctx, registerCommand(port, broker));
    return proposed.ok ? pollImage(ctx, inImage(port, broker), config) : proposed;
  };

/**
 * The fix of S0:L67-101: a Notify in the map before the proposal, a `Notified` after it, for `timeoutUs` at
 * most. What polling found within 3.95 s is lost after 2 s here.
 *
 * As in the quoted code nothing removes the entry when the proposal fails or times out (as L6), and a second
 * registration of one broker replaces the first, which then waits to its time-out (as L3).
 */
export const notifyRegistered =
  ({ timeoutUs }: ImageWaitConfig): RegisterWait =>
  async (ctx, port, broker) => {
    const notify = port.store.pendingBrokers.insert(String(broker.brokerId));
    const proposed = await port.writer.propose(ctx, registerCommand(port, broker));
    if (!proposed.ok) return proposed;
    const notified = notify.notified();
    const awaited = inImage(port, broker);
    return awaitTold(ctx, awaited, 'await broker registration', timeoutUs, (inner) => notified.wait(inner));
  };

/** *Some* broker of that id, which says nothing of which, or of which life (L14). */
function inImage({ store }: RegistrationPort, { brokerId }: NewBroker): Awaited {
  return {
    name: 'registerWait',
    awaits: `broker:${brokerId}`,
    isThere: () => store.view.broker(brokerId) !== undefined,
  };
}
