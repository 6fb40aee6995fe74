import {
  type NewBroker,
  registerCommand,
  type RegisterWait,
  type RegistrationPort,
} from '../../broker/membership/registration.js';
import { type Awaited, awaitTold, type ImageWaitConfig, pollImage } from './image-wait.js';

/**
 * Proposes, and then looks (S0:L21-65). A proposal that is refused, because nobody leads yet or somebody else does, ends it at once,
 * so the comment that it "also waits for the election" is void (L30).
 */
export const pollRegistered =
  (config: ImageWaitConfig): RegisterWait =>
  async (ctx, port, broker) => {
    const proposed = await port.writer.propose(ctx, registerCommand(port, broker));
    return proposed.ok ? pollImage(ctx, inImage(port, broker), config) : proposed;
  };

/**
 * The fix of S0:L67-101: a Notify in the map before the proposal, a `Notified` after it, for `timeoutUs` at most. What was found
 * within 3.95 s by polling is lost after 2 s here.
 *
 * The map is treated as the quoted code treats it: nothing takes the entry out when the proposal fails or the time is up (as L6), and
 * a second registration of one broker takes the place of the first, which then waits to its time-out (as L3).
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
