/** Several loads at once, and several clients at one load. */
import type { Ctx } from '../../../broker-core/runtime/task.js';
import type { Load, LoadClient } from '../../harness/definition/scenario.js';
import type { ScenarioNames } from '../../harness/result/names.js';
import type { Settings } from '../../harness/settings/table.js';

/** Ends when the last of them has. */
export function together<Read extends Settings = Settings>(...loads: readonly Load<Read>[]): Load<Read> {
  return (context, done) => {
    const end = countdown(loads.length, done);
    for (const load of loads) load(context, end);
  };
}

/** Runs a task on each client, or on none; `done` when the last has ended, or its process has. */
export function onEach(
  clients: readonly LoadClient[],
  done: () => void,
  task: (ctx: Ctx<ScenarioNames>, client: LoadClient, place: number) => Promise<void>,
): void {
  if (clients.length === 0) done();
  const end = countdown(clients.length, done);
  clients.forEach((client, place) => {
    client.run((ctx) => task(ctx, client, place), end);
  });
}

/** What calls `done` with the last of so many calls. */
export function countdown(count: number, done: () => void): () => void {
  let left = count;
  return () => {
    left -= 1;
    if (left === 0) done();
  };
}
