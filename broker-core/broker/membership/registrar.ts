import type { Ctx } from '../../runtime/ctx.js';
import type { NewBroker, Registration, RegistrationPort, RegisterWait } from './registration.js';

/** Registers brokers on request. Measured as the operation `registerBroker`, on this node. */
export class Registrar {
  readonly #port: RegistrationPort;
  readonly #wait: RegisterWait;

  constructor(port: RegistrationPort, wait: RegisterWait) {
    this.#port = port;
    this.#wait = wait;
  }

  async register(ctx: Ctx, broker: NewBroker): Promise<Registration> {
    const { trace } = ctx.env;
    const span = trace.begin('registerBroker');
    let outcome = 'CANCELLED';
    try {
      const registration = await this.#wait(ctx, this.#port, broker);
      outcome = registration.ok ? 'ok' : registration.error;
      return registration;
    } finally {
      trace.end(span, outcome);
    }
  }
}
