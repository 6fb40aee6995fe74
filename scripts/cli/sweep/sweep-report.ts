/** The report of a sweep. */
import { heading, leftOutLine, line, table, toned, type Block } from '../../../reports/blocks/block.js';
import { capped, counted, grouped } from '../../../reports/blocks/format.js';
import { VERDICT_WORDS, verdictTone } from '../../../reports/run/verdict.js';
import { commandLine } from '../../../scenarios/harness/result/replay-line.js';
import type { SweepDocument } from './sweep-document.js';

const FAILURES_MAX = 10;

export function sweepReport(sweep: SweepDocument): readonly Block[] {
  return [
    { type: 'title', text: `Sweep of ${sweep.scenarios.join(', ')}` },
    ...endedLine(sweep),
    line(
      `${counted(sweep.seeds, 'run')}: ${grouped(sweep.passed)} passed, ${grouped(sweep.violated)} violated, `,
      `${grouped(sweep.stalled)} stalled, ${grouped(sweep.nondeterministic + sweep.harnessError)} broken`,
    ),
    line(
      `${grouped(sweep.eventsPerS)} events/s, ${grouped(sweep.virtualPerWall)} s of virtual time a second`,
    ),
    ...countTable('Invariants violated', ['invariant', 'runs>'], sweep.perInvariant),
    ...faultTable(sweep),
    ...failureBlocks(sweep),
    ...capsuleBlocks(sweep),
  ];
}

function capsuleBlocks({ capsules }: SweepDocument): readonly Block[] {
  const [first] = capsules;
  if (first === undefined) return [];
  return [
    line(counted(capsules.length, 'capsule'), ' written, each to be run again by itself; the first by'),
    { type: 'command', text: commandLine(['replay', first]) },
  ];
}

function endedLine({ ended, seeds, seedsAsked }: SweepDocument): readonly Block[] {
  const part = `${grouped(seeds)} of ${counted(seedsAsked, 'run')}`;
  switch (ended) {
    case 'complete':
      return [];
    case 'interrupted':
      return [line(toned('warn', `interrupted after ${part}; this is what they came to`))];
    case 'stopped':
      return [line(toned('warn', `stopped after ${part}, at the number of failures asked for`))];
  }
}

function countTable(
  title: string,
  titles: readonly string[],
  counts: Readonly<Record<string, number>>,
): readonly Block[] {
  const rows = Object.entries(counts).map(([name, count]) => [name, grouped(count)]);
  return rows.length === 0 ? [] : [heading(title), table(titles, rows)];
}

/** A type of fault that never had an effect has tested nothing. */
function faultTable({ faultsEffective, faultsWithoutEffect }: SweepDocument): readonly Block[] {
  const types = [...new Set([...Object.keys(faultsEffective), ...Object.keys(faultsWithoutEffect)])].sort();
  if (types.length === 0) return [];
  const rows = types.map((type) => {
    const without = faultsWithoutEffect[type] ?? 0;
    const had = faultsEffective[type] ?? 0;
    return [type, had === 0 ? toned('warn', '0') : grouped(had), grouped(without)];
  });
  return [heading('Faults'), table(['fault', 'had an effect>', 'had none>'], rows)];
}

function failureBlocks({ failures }: SweepDocument): readonly Block[] {
  if (failures.length === 0) return [];
  const { shown, leftOut } = capped(failures, FAILURES_MAX);
  return [
    heading('Run what did not pass again'),
    ...shown.flatMap(({ scenario, seed, verdict, detail, replay }): readonly Block[] => [
      line(toned(verdictTone(verdict), VERDICT_WORDS[verdict]), ` ${scenario}, seed ${seed}: ${detail}`),
      { type: 'command', text: replay },
    ]),
    ...leftOutLine(leftOut),
  ];
}
