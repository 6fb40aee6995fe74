/** The registration of a broker on request, as a cluster that grows asks for it. */
import type { Env } from '../../env.js';
import type { CommandOf } from '../../protocol/commands.js';
import type { BrokerId } from '../../protocol/records.js';
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

export interface RegistrationPort {
  readonly env: Env;
  readonly store: MetadataStore;
  readonly writer: MetadataWriter;
  readonly timeoutUs: number;
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

/** Whether what is registered under the id is this one: its present process, and where it listens now. */
export function isRegistered({ store }: RegistrationPort, broker: NewBroker): boolean {
  const { brokerId, host, port, incarnation } = broker;
  const found = store.view.broker(brokerId);
  return found?.incarnation === incarnation && found.host === host && found.port === port;
}
