import type { NodeId, TraceNames } from '../../../broker-core/env.js';
import type { Gauge, Measure } from '../definition/measure.js';

interface Recording {
  waited(name: string, durationUs: number, endUs: number): void;
  count(counter: string, by: number): void;
}

/** Runs the measures of a scenario beside a run. */
export class Measures {
  readonly #gauges: readonly Gauge[];
  #counts = false;

  constructor(measures: readonly Measure<TraceNames>[], recording: Recording, nowUs: () => number) {
    this.#gauges = measures.map(({ create }) =>
      create({
        nowUs,
        waited: (name, durationUs) => {
          if (this.#counts) recording.waited(name, durationUs, nowUs());
        },
        count: (counter) => {
          if (this.#counts) recording.count(counter, 1);
        },
      }),
    );
  }

  onFact(fact: Parameters<Gauge['onFact']>[0]): void {
    for (const gauge of this.#gauges) gauge.onFact(fact);
  }

  onCrash(nodeId: NodeId): void {
    for (const gauge of this.#gauges) gauge.onCrash?.(nodeId);
  }

  loadBegins(): void {
    this.#counts = true;
  }

  healBegins(): void {
    for (const gauge of this.#gauges) gauge.atHeal?.();
    this.#counts = false;
  }
}
