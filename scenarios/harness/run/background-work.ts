import type { Background } from '../definition/scenario.js';

/** Counts the work of a load that outlasts it. */
export class BackgroundWork implements Background {
  #runningCount = 0;
  shallEnd = false;

  get isOver(): boolean {
    return this.#runningCount === 0;
  }

  begin(): { readonly done: () => void } {
    this.#runningCount += 1;
    let running = true;
    return {
      done: () => {
        if (running) this.#runningCount -= 1;
        running = false;
      },
    };
  }
}
