/**
 * The door between the broker and the world: `door.ts`, with the names that the broker counts and waits by.
 */
import type * as door from './door.js';
import type { BrokerNames } from './names.js';

export type * from './door.js';

/** {@link door.Trace}, with the broker's names alone. */
export type Trace = door.Trace<BrokerNames>;

/** {@link door.Env}, with the broker's names alone. */
export type Env = door.Env<BrokerNames>;
