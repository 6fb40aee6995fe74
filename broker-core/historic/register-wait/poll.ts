import type { Wait } from '../../env.js';
import {
  measuredRegistration,
  registerCommand,
  type RegisterWait,
} from '../../broker/membership/registration.js';
import { lookUpBroker, type RegisterWaitConfig } from './look-up.js';
import { sleep } from '../../runtime/time.js';

/**
 * Proposes, and then looks up to `attemptsMax` times, `pollUs` apart (S0:L21-65). A proposal that is refused, because nobody leads
 * yet or somebody else does, ends it at once, so the comment that it "also waits for the election" is void (L30).
 */
export const pollRegistered =
  (config: RegisterWaitConfig): RegisterWait =>
  async (ctx, port, broker) => {
    const proposed = await port.writer.propose(ctx, registerCommand(port, broker));
    if (!proposed.ok) return proposed;
    const { pollUs, attemptsMax } = config;
    const poll: Wait = { kind: 'poll', label: 'registerWait', awaits: `broker:${String(broker.brokerId)}` };
    return measuredRegistration(ctx, async () => {
      for (let attempt = 1; ; attempt += 1) {
        const found = lookUpBroker(port, broker);
        if (found.ok || attempt >= attemptsMax) return found;
        await sleep(ctx, pollUs, poll);
      }
    });
  };
