/** Which mutant is on in this thread, and which code of mutants a run without any has reached. */
import { SWITCHBOARD, type Switchboard } from '../../scenarios/mutants/form/switches.js';

const reached = new Set<string>();
let active: string | null = null;

const switchboard: Switchboard = {
  isOn: (mutant) => mutant === active,
  reached(mutant) {
    if (active === null) reached.add(mutant);
  },
  compared(mutant, value, other) {
    if (active === null && !reached.has(mutant) && !gives(other, value)) reached.add(mutant);
    return value;
  },
};

/** One that throws gives something else. */
function gives(other: () => unknown, value: unknown): boolean {
  try {
    return Object.is(other(), value);
  } catch {
    return false;
  }
}

/** Before any code with switches is loaded: each file takes the switchboard when it is. */
export function install(): void {
  Reflect.set(globalThis, SWITCHBOARD, switchboard);
}

/** Runs with one mutant on; or with none, and tells which of them would change the run. */
export async function withMutant<T>(
  mutant: string | null,
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly reached: ReadonlySet<string> }> {
  reached.clear();
  active = mutant;
  try {
    const result = await run();
    return { result, reached: new Set(reached) };
  } finally {
    active = null;
  }
}
