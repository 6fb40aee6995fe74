import {
  REGISTERED,
  type NewBroker,
  type Registration,
  type RegistrationPort,
} from '../../broker/membership/registration.js';

export interface RegisterWaitConfig {
  readonly pollUs: number;
  readonly attemptsMax: number;
  readonly timeoutUs: number;
}

/** The look with which the historic waits end: that there is *some* broker of that id says nothing of which, or of which life (L14). */
export function lookUpBroker({ store }: RegistrationPort, { brokerId }: NewBroker): Registration {
  return store.view.broker(brokerId) === undefined ? { ok: false, error: 'NOT_FOUND' } : REGISTERED;
}
