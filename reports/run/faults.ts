/** The faults of a run and what each of them did. */
import type { RunFigures } from '../../scenarios/result/run-result.js';
import { heading, line, table, toned, type Block, type Cell } from '../blocks/block.js';
import { counted, grouped, orDash } from '../blocks/format.js';

type Fault = RunFigures['faults'][number];

/** A fault that did nothing is said to have done nothing: a test that relied on it has tested nothing. */
export function faultBlocks(faults: readonly Fault[], scheduleHash: string): readonly Block[] {
  if (faults.length === 0) return [heading('Faults'), line(`  none, schedule ${scheduleHash}`)];
  const rows = faults.map((fault): readonly Cell[] => [
    ...[fault.id, fault.type, fault.target, orDash(fault.atMs), orDash(fault.untilMs)],
    effectsCell(fault),
  ]);
  const idle = faults.filter(({ effects }) => effects === 0).length;
  const warning = idle === 0 ? [] : [line(toned('warn', `  ${counted(idle, 'fault')} had no effect`))];
  return [
    heading(`Faults (schedule ${scheduleHash})`),
    table(['id', 'type', 'target', 'at ms>', 'until ms>', 'effects>'], rows),
    ...warning,
  ];
}

function effectsCell({ atMs, effects }: Fault): Cell {
  if (atMs === null) return toned('warn', 'never began');
  return effects === 0 ? toned('warn', 'no effect') : grouped(effects);
}
