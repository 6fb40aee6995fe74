/** A run that was ended from outside has no verdict: what `runScenario` rejects with when the signal that it was given aborts. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted';

  constructor(
    readonly virtualMs: number,
    readonly events: number,
  ) {
    super(`interrupted at ${virtualMs} ms of virtual time, after ${events} events`);
  }
}
