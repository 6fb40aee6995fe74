import type { Cause, Cpu, NodeId, Trace, Wait } from '../env.js';

const LINE: Wait = { kind: 'queue', label: 'earlier requests' };

/** Something that came, and whether its share of the processor has been paid. */
interface Arrival {
  readonly work: () => void;
  /** When that was; null: not yet. */
  paidAt: Cause | null;
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

  constructor(
    private readonly cpu: Cpu,
    private readonly trace: Pick<Trace, 'here' | 'handoff'>,
  ) {}

  /** Does `work` once `costUs` are spent on it and all that `from` sent before is done: perhaps at once. */
  handle(from: NodeId, costUs: number, label: string, work: () => void): void {
    let line = this.#lines.get(from);
    if (line === undefined) this.#lines.set(from, (line = []));
    const { cpu, trace } = this;
    const arrival: Arrival = { work, paidAt: costUs === 0 ? trace.here() : null };
    line.push(arrival);
    if (costUs === 0) {
      if (line.length === 1) this.#doPaid(line);
      return;
    }
    // With several processors a later one may be done first, so this need not be the head of the line.
    cpu.run(costUs, label, () => {
      arrival.paidAt = trace.here();
      this.#doPaid(line);
    });
  }

  /** From the head of the line on, up to the first that still waits for the processor. */
  #doPaid(line: Arrival[]): void {
    const { trace } = this;
    for (let head = line[0]; head !== undefined && head.paidAt !== null; head = line[0]) {
      line.shift();
      if (head.paidAt === trace.here()) head.work();
      else trace.handoff(head.paidAt, LINE, head.work);
    }
  }
}
