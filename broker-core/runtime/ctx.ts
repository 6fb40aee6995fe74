/** The context of the broker's async functions: that of `task.ts`, with the broker's names. */
import type { BrokerNames } from '../names.js';
import type * as task from './task.js';

export { enterTask, spawn } from './task.js';

/** {@link task.Ctx}, with the broker's names alone. */
export type Ctx = task.Ctx<BrokerNames>;
