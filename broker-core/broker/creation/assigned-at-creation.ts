import { CREATED, type Assign } from './creation.js';

/** Nothing is left to do: the command that created the topic assigned its partitions. */
export const assignedAtCreation: Assign = () => Promise.resolve(CREATED);
