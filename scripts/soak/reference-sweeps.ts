/** Which sweeps show that `reference` has no bug of the documents: the verdicts' runs, with other seeds. */

export interface Evidence {
  readonly id: string;
  /** Command lines, as a verdict's row has them. */
  readonly evidence: readonly string[];
}

export interface ReferenceSweep {
  /** The rows that run `reference` so. */
  readonly ids: readonly string[];
  /** Arguments of `stallgrind`. */
  readonly args: readonly string[];
}

/** Each once, in the order of the rows. `seeds`: `1..1000`. */
export function referenceSweeps(rows: readonly Evidence[], seeds: string): readonly ReferenceSweep[] {
  const idsOf = new Map<string, string[]>();
  for (const { id, evidence } of rows) {
    for (const command of evidence) {
      const sweep = asSweep(command, seeds);
      if (sweep === null) continue;
      const ids = idsOf.get(sweep) ?? [];
      if (!ids.includes(id)) ids.push(id);
      idsOf.set(sweep, ids);
    }
  }
  return [...idsOf].map(([sweep, ids]) => ({ ids, args: sweep.split(' ') }));
}

/** Null: it is about another variant. */
function asSweep(command: string, seeds: string): string | null {
  const parts = /\b(?:run|sweep) (\S+) --seeds? \S+ (.*)$/.exec(command);
  const [, scenario, rest] = parts ?? [];
  if (scenario === undefined || rest?.split(' --set ')[0] !== '--variant reference') return null;
  return `sweep ${scenario} --seeds ${seeds} ${rest}`;
}
