/** Faults of one kind that are in force on one device at once, each with its value. */
import { assert } from '../machine/network/assert.js';
import type { FaultCounter } from '../machine/network/link-faults.js';

export interface Overlap<Value> {
  begin(counter: FaultCounter, value: Value): void;
  end(counter: FaultCounter): void;
}

/** Calls `apply` with all values in force, oldest first, whenever they change. */
export function createOverlap<Value>(apply: (values: readonly Value[]) => void): Overlap<Value> {
  const inForce = new Map<FaultCounter, Value>();
  return {
    begin(counter, value) {
      assert(!inForce.has(counter), 'a fault begins once');
      inForce.set(counter, value);
      apply([...inForce.values()]);
    },
    end(counter) {
      assert(inForce.delete(counter), 'only a fault that is in force ends');
      apply([...inForce.values()]);
    },
  };
}
