import type { Wait } from '../../env.js';
import {
  isRegistered,
  registerCommand,
  REGISTERED,
  type NewBroker,
  type Registration,
  type RegistrationPort,
  type RegisterWait,
} from './registration.js';
import type { Ctx } from '../../runtime/ctx.js';
import { select } from '../../runtime/join.js';
import { measured, timeout } from '../../runtime/time.js';

const REGISTER: Wait = { kind: 'timeout', label: 'broker registration' };

/**
 * Writes until *this* registration, of this life and address, is in the image here: through an election if there is one, and deaf to
 * any other registration of that id. To write it again is harmless.
 *
 * 1. A broker restarts at once, where it was. 2. The entry of its former life has the same address. 3. Taken for the new one, it would
 * leave the new life unregistered, under an epoch in which the former one may have been fenced.
 */
export const referenceRegister: RegisterWait = (ctx, port, broker) =>
  measured(ctx, 'registerWait', async () => {
    const done = await timeout(ctx, port.timeoutUs, REGISTER, (inner): Promise<Registration> =>
      select(inner, [
        (waiting) => untilApplied(waiting, port, broker),
        async (writing) => {
          const refused = await port.writer.tryUntilRefused(writing, registerCommand(port, broker));
          return refused.type === 'refused' ? { ok: false, error: refused.error } : REGISTERED;
        },
      ]),
    );
    return done.timedOut ? { ok: false, error: 'REQUEST_TIMED_OUT' } : done.value;
  });

async function untilApplied(ctx: Ctx, port: RegistrationPort, broker: NewBroker): Promise<Registration> {
  const applied = port.store.appliedWatch.subscribe();
  while (!isRegistered(port, broker)) await applied.changed(ctx);
  return REGISTERED;
}
