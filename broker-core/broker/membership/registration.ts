/** The registration of a broker on request, as a cluster that grows asks for it. */
import type { Wait } from '../../env.js';
import type { CommandOf } from '../../protocol/commands.js';
import type { RegisterBrokerRequest } from '../../protocol/controller.js';
import type { Ctx } from '../../runtime/ctx.js';
import { select } from '../../runtime/join.js';
import { measured, timeout } from '../../runtime/time.js';
import { CREATED, type Creation, type CreationPort } from '../creation/creation.js';

export type NewBroker = Omit<RegisterBrokerRequest, 'type'>;

export type Registration = Creation;

export interface RegistrationPort extends Pick<CreationPort, 'env' | 'store' | 'writer' | 'timeoutUs'> {
  /** Whether a broker starts fenced (KIP-631). */
  readonly startFenced: boolean;
}

/** Writes the registration and waits until the broker is in this node's image. */
export type RegisterWait = (ctx: Ctx, port: RegistrationPort, broker: NewBroker) => Promise<Registration>;

export function registerCommand(
  { startFenced }: RegistrationPort,
  broker: NewBroker,
): CommandOf<'registerBroker'> {
  return { type: 'registerBroker', ...broker, startFenced };
}

const REGISTER: Wait = { kind: 'timeout', label: 'broker registration' };

/**
 * Writes until *this* registration, of this life and address, is in the image here, through elections if need
 * be. Another registration of the id does not count. To write it again is harmless.
 *
 * 1. A broker restarts at once, where it was. 2. The entry of its former life has the same address. 3. Taken
 * for the new one, it leaves the new life unregistered, under an epoch that may have been fenced.
 */
export const referenceRegister: RegisterWait = (ctx, port, broker) =>
  measured(ctx, 'registerWait', async () => {
    const done = await timeout(
      ctx,
      port.timeoutUs,
      REGISTER,
      (inner): Promise<Registration> =>
        select(inner, [
          (waiting) => untilApplied(waiting, port, broker),
          async (writing) => {
            const refused = await port.writer.tryUntilRefused(writing, registerCommand(port, broker));
            return refused.type === 'refused' ? { ok: false, error: refused.error } : CREATED;
          },
        ]),
      () => isRegistered(port, broker),
    );
    return done.timedOut ? { ok: false, error: 'REQUEST_TIMED_OUT' } : done.value;
  });

async function untilApplied(ctx: Ctx, port: RegistrationPort, broker: NewBroker): Promise<Registration> {
  const applied = port.store.appliedWatch.subscribe();
  while (!isRegistered(port, broker)) await applied.changed(ctx);
  return CREATED;
}

/** Whether what is registered under the id is this one: its present process, and where it listens now. */
function isRegistered({ store }: RegistrationPort, broker: NewBroker): boolean {
  const { brokerId, host, port, incarnation } = broker;
  const found = store.view.broker(brokerId);
  return found?.incarnation === incarnation && found.host === host && found.port === port;
}
