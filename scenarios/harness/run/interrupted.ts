/** A run ended from outside has no verdict: `runScenario` rejects with this when its signal aborts. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted';

  constructor(
    readonly virtualMs: number,
    readonly events: number,
  ) {
    super(`interrupted at ${virtualMs} ms of virtual time, after ${events} events`);
  }
}
