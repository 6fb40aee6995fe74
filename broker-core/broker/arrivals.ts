import type { Cpu, NodeId } from '../env.js';

/** Something that came, and whether its share of the processor has been paid. */
interface Arrival {
  readonly work: () => void;
  isPaid: boolean;
}

/**
 * Handles what each peer asks in the order in which it came, whatever each request costs.
 *
 * 1. A leader sends record r, which waits for the processor. 2. News of the high watermark, which costs
 * nothing, overtakes it. 3. The follower finds no r before the news, and says that the logs differ: the
 * leader searches in vain or, if it does not wait for answers, the news is lost.
 *
 * A line has no bound of its own: what waits in it stands behind a run of the processor, which has one.
 */
export class Arrivals {
  readonly #lines = new Map<NodeId, Arrival[]>();

  constructor(private readonly cpu: Cpu) {}

  /** Does `work` once `costUs` are spent on it and all that `from` sent before is done: perhaps at once. */
  handle(from: NodeId, costUs: number, label: string, work: () => void): void {
    let line = this.#lines.get(from);
    if (line === undefined) this.#lines.set(from, (line = []));
    const arrival = { work, isPaid: costUs === 0 };
    line.push(arrival);
    if (arrival.isPaid) {
      if (line.length === 1) doPaid(line);
      return;
    }
    // With several processors a later one may be done first, so this need not be the head of the line.
    this.cpu.run(costUs, label, () => {
      arrival.isPaid = true;
      doPaid(line);
    });
  }
}

/** From the head of the line on, up to the first that still waits for the processor. */
function doPaid(line: Arrival[]): void {
  while (line[0]?.isPaid === true) line.shift()?.work();
}
