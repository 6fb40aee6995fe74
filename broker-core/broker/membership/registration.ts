/**
 * The registration of a broker on request, as the documents' leader registers all of them one after another, and as a cluster that
 * grows asks for it. How the one who registers waits until it is done is a strategy in `variants/register-wait/`.
 */
import type { Env } from '../../env.js';
import type { RegisterBroker } from '../../metadata/commands.js';
import type { BrokerId } from '../../metadata/records.js';
import type { MetadataStore } from '../../metadata/store.js';
import type { MetadataWriter } from '../../metadata/writer.js';
import type { FailureName } from '../../protocol/errors.js';
import type { Ctx } from '../../runtime/ctx.js';

export interface NewBroker {
  readonly brokerId: BrokerId;
  readonly host: string;
  readonly port: number;
  /** Of this start of its process, wherever it listens. */
  readonly incarnation: string;
}

/** `NOT_FOUND`: the wait ended, and the broker was not in the image. */
export type Registration =
  { readonly ok: true } | { readonly ok: false; readonly error: FailureName | 'NOT_FOUND' };

export const REGISTERED: Registration = { ok: true };

export interface RegisterWaitConfig {
  readonly pollUs: number;
  readonly attemptsMax: number;
  readonly timeoutUs: number;
}

export interface RegistrationPort {
  readonly env: Env;
  readonly store: MetadataStore;
  readonly writer: MetadataWriter;
  readonly wait: RegisterWaitConfig;
  /** Whether a broker starts fenced (KIP-631). */
  readonly startFenced: boolean;
}

/** Writes the registration and waits until the broker is in this node's image. */
export type RegisterWait = (ctx: Ctx, port: RegistrationPort, broker: NewBroker) => Promise<Registration>;

export function registerCommand({ startFenced }: RegistrationPort, broker: NewBroker): RegisterBroker {
  return { type: 'registerBroker', ...broker, startFenced };
}

/** Whether what is registered under the id is this one: its present process, and where it listens now. */
export function isRegistered({ store }: RegistrationPort, broker: NewBroker): boolean {
  const { brokerId, host, port, incarnation } = broker;
  const found = store.view.broker(brokerId);
  return found?.incarnation === incarnation && found.host === host && found.port === port;
}

/** The look with which the historic waits end: that there is *some* broker of that id says nothing of which, or of which life (L14). */
export function lookUpBroker({ store }: RegistrationPort, { brokerId }: NewBroker): Registration {
  return store.view.broker(brokerId) === undefined ? { ok: false, error: 'NOT_FOUND' } : REGISTERED;
}

/** Measures `body` as the named wait `registerWait`. */
export async function measuredRegistration(
  ctx: Ctx,
  body: () => Promise<Registration>,
): Promise<Registration> {
  const { trace } = ctx.env;
  const startUs = trace.nowUs();
  const registration = await body();
  trace.waited('registerWait', trace.nowUs() - startUs);
  return registration;
}
