/** The faults of a run and what each of them did. */
import type { RunFigures } from '../../scenarios/harness/result/run-result.js';
import { heading, line, table, toned, type Block, type Cell } from '../blocks/block.js';
import { capped, counted, grouped, orDash } from '../blocks/format.js';

type Fault = RunFigures['faults'][number];
type RunFaults = Pick<RunFigures, 'faults' | 'schedule' | 'scheduleHash' | 'virtualMs'>;

/** A fault that did nothing is said to have done nothing: a test that relied on it has tested nothing. */
export function faultBlocks({ faults, schedule, scheduleHash, virtualMs }: RunFaults): readonly Block[] {
  if (faults.length === 0) return [heading('Faults'), line(`  none, schedule ${scheduleHash}`)];
  const rows = faults.map((fault) => {
    const { id, type, target, atMs, untilMs } = fault;
    return [id, type, target, orDash(atMs), orDash(untilMs), effectsCell(fault)];
  });
  const isUnbegun = ({ id }: { readonly id: string }): boolean =>
    faults.some((fault) => fault.id === id && fault.atMs === null);
  return [
    heading(`Faults (schedule ${scheduleHash})`),
    table(['id', 'type', 'target', 'at ms>', 'until ms>', 'effects>'], rows),
    ...idleBlocks(faults.filter(({ effects }) => effects === 0)),
    ...faults.flatMap(({ id, missed }) =>
      missed === undefined ? [] : [line(toned('warn', `  ${id}: ${missed}`))],
    ),
    ...unbegunBlocks(schedule.filter(isUnbegun), virtualMs),
  ];
}

/** A line for each fault that changed nothing, and why, as far as it is known; none if all had an effect. */
export function idleSentences({ faults, schedule, virtualMs }: RunFaults): readonly string[] {
  return faults.flatMap(({ id, type, target, atMs, effects, missed }) => {
    if (effects > 0) return [];
    const entry = schedule.find((one) => one.id === id);
    const why =
      atMs !== null || entry === undefined
        ? (missed ?? `it struck ${target} at ${orDash(atMs)} ms and changed nothing`)
        : `it never began: ${missed ?? awaited(entry, virtualMs)}`;
    return [`fault ${id} (${type}) had no effect: ${why}`];
  });
}

/** Faults that can never strike, by id: what they name never was. */
export function impossibleFaults({ faults }: Pick<RunFaults, 'faults'>): ReadonlyMap<string, string> {
  return new Map(
    faults.flatMap(({ id, type, missed, impossible }) =>
      impossible === true ? [[id, `fault ${id} (${type}) can never strike: ${missed ?? ''}`] as const] : [],
    ),
  );
}

/** Of several runs, what is impossible in each of them: in one a creation may only have failed. */
export function impossibleInAll(runs: readonly ReadonlyMap<string, string>[]): readonly string[] {
  const [first, ...others] = runs;
  return [...(first ?? [])].flatMap(([id, sentence]) =>
    others.every((other) => other.has(id)) ? [sentence] : [],
  );
}

/** Says what a fault that never began was waiting for. */
function unbegunBlocks(entries: RunFaults['schedule'], virtualMs: number): readonly Block[] {
  const { shown } = capped(entries, IDLE_SHOWN_MAX);
  return shown.map((entry) => line(toned('warn', `  ${entry.id} never began: ${awaited(entry, virtualMs)}`)));
}

function awaited(entry: RunFaults['schedule'][number], virtualMs: number): string {
  const { at, atMs = 0 } = entry;
  if (at !== undefined) return `it was to come after ${awaitedWords(at)}`;
  if (atMs > virtualMs)
    return `it was to come at ${grouped(atMs)} ms, and the run ended at ${grouped(virtualMs)} ms`;
  const role =
    'target' in entry && typeof entry.target === 'string' ? entry.target : 'in the roles that it names';
  const then = `at ${grouped(atMs)} ms`;
  if (!namesRole(entry)) return `it was to come ${then}, and the load had been answered by then`;
  return `nobody was ${role} ${then}, or the load had been answered by then`;
}

function awaitedWords(at: NonNullable<RunFaults['schedule'][number]['at']>): string {
  const nth = at.nth === undefined || at.nth === 1 ? '' : `, time ${at.nth}`;
  if ('mark' in at) return `${at.node === '*' ? 'any node' : at.node} marks ${at.mark}${nth}`;
  return `${[at.from].flat().join(',')} sends ${[at.to].flat().join(',')} ${at.message}${nth}`;
}

/** A role is a text with a space in it. */
function namesRole(entry: RunFaults['schedule'][number]): boolean {
  const named = [
    'target' in entry ? entry.target : [],
    'from' in entry ? [entry.from, entry.to] : [],
    'groups' in entry ? entry.groups : [],
  ];
  return JSON.stringify(named).includes(' ');
}

const IDLE_SHOWN_MAX = 10;

function idleBlocks(idle: readonly Fault[]): readonly Block[] {
  if (idle.length === 0) return [];
  const { shown, leftOut } = capped(idle, IDLE_SHOWN_MAX);
  const more = leftOut === 0 ? '' : `, and ${grouped(leftOut)} more`;
  const text = `  ${counted(idle.length, 'fault')} had no effect: ${shown.map(({ id }) => id).join(', ')}${more}`;
  return [line(toned('warn', text)), ...datagramBlocks(idle)];
}

/** Reminds of what such faults need, before a run and after one in which they had no effect. */
export function datagramBlocks(faults: readonly Pick<Fault, 'id' | 'type'>[]): readonly Block[] {
  const ofDatagrams = faults.filter(({ type }) => type === 'duplicateLink' || type === 'reorderLink');
  const [first] = ofDatagrams;
  if (first === undefined) return [];
  const others = ofDatagrams.length - 1;
  const which = others === 0 ? first.id : `${first.id} and ${counted(others, 'other')}`;
  const why = 'only datagrams are duplicated or reordered, and most variants send none';
  return [line(toned('warn', `  ${which}: ${why}`))];
}

function effectsCell({ atMs, effects }: Fault): Cell {
  if (atMs === null) return toned('warn', 'never began');
  return effects === 0 ? toned('warn', 'no effect') : grouped(effects);
}
