/** The report of a comparison: what each variant did, and what it did with the same requests. */
import type {
  CompareDocument,
  GateOutcome,
  PairedFigures,
  RunSummary,
  VariantFigures,
} from '../../scenarios/harness/compare/compare-document.js';
import {
  cappedTable,
  heading,
  leftOutLine,
  line,
  table,
  toned,
  type Block,
  type Cell,
} from '../blocks/block.js';
import { capped, counted, grouped, signed } from '../blocks/format.js';
import {
  OPERATION_DROPPED_FIRST,
  OPERATION_TITLES,
  operationCells,
  toolSentence,
  WAIT_TITLES,
  waitCells,
} from '../run/figures.js';
import { VERDICT_WORDS, verdictTone } from '../run/verdict.js';

const REPLAYS_MAX = 10;
const IDLE_FAULTS_MAX = 10;

export function compareReport(document: CompareDocument): readonly Block[] {
  const { scenario, seeds, variants } = document;
  const names = variants.map(({ variant }) => variant);
  return [
    { type: 'title', text: `${scenario}: ${names.join(' against ')}` },
    ...endedLine(document),
    line(`${counted(seeds.length, 'seed')} (${seedRange(seeds)}), ${counted(document.runs.length, 'run')}`),
    ...sideBlocks(document),
    ...faultLines(document),
    ...variants.flatMap(idleFaultLines),
    ...verdictBlocks(document),
    ...figureBlocks(document),
    ...pairedBlocks(document.paired),
    ...gateBlocks(document.gates),
    ...replayBlocks(document.runs),
  ];
}

function endedLine({ ended, seeds, seedsAsked }: CompareDocument): readonly Block[] {
  if (ended === 'complete') return [];
  const text = `interrupted after ${grouped(seeds.length)} of ${counted(seedsAsked, 'seed')}; this is what they came to`;
  return [line(toned('warn', text))];
}

const AXES_MAX = 20;

/** What was compared, where it is not a preset as it is, and in what the sides differ. */
function sideBlocks({ sides, differences }: CompareDocument): readonly Block[] {
  const made = sides.filter(({ name, preset, set }) => name !== preset || Object.keys(set).length > 0);
  const lines = made.map(({ name, preset, set }) => {
    const settings = Object.entries(set).map(([knob, value]) => `${knob}=${String(value)}`);
    return line(`${name}: ${[preset, ...settings].join(', ')}`);
  });
  const rows = differences.map(({ type, name, values }) => [type, name, ...values.map(String)]);
  const titles = ['', 'where they differ', ...sides.map(({ name }) => name)];
  return [
    ...lines,
    ...cappedTable('Differences', titles, rows, { rowsMax: AXES_MAX, what: 'more', dropFirst: [''] }),
    ...(rows.length === 0 ? [] : [heading('Runs')]),
  ];
}

/** `1..50`, or `3, 5, 8` where they do not follow each other. */
function seedRange(seeds: readonly number[]): string {
  const [first, ...rest] = seeds;
  if (first === undefined || rest.length === 0) return String(first ?? '');
  const isRange = seeds.every((seed, place) => seed === first + place);
  return isRange ? `${first}..${first + seeds.length - 1}` : seeds.join(', ');
}

function faultLines({ faults }: CompareDocument): readonly Block[] {
  const unequal = faults.filter(({ scheduleHash }) => scheduleHash === null).map(({ seed }) => seed);
  if (unequal.length > 0) {
    const text = `the variants did not meet the same faults with seed ${unequal.join(', ')}: the comparison is void there`;
    return [line(toned('bad', text))];
  }
  const hashes = new Set(faults.map(({ scheduleHash }) => scheduleHash));
  const [only] = hashes;
  const what =
    hashes.size === 1 ? `one schedule, ${only ?? ''}` : `${counted(hashes.size, 'schedule')}, one a seed`;
  return [line(`identical faults for every variant: ${what}`)];
}

/** A faster variant may be done before a fault is due; one that never struck anybody has compared nothing. */
function idleFaultLines({ variant, verdicts, faultsWithoutEffect }: VariantFigures): readonly Block[] {
  const runCount = Object.values(verdicts).reduce((total, count) => total + count, 0);
  const { shown, leftOut } = capped(Object.entries(faultsWithoutEffect), IDLE_FAULTS_MAX);
  if (shown.length === 0) return [];
  const each = shown.map(([id, count]) => `${id} in ${grouped(count)} of ${counted(runCount, 'run')}`);
  const more = leftOut === 0 ? '' : `, and ${grouped(leftOut)} more`;
  return [line(toned('warn', `faults without effect under ${variant}: ${each.join(', ')}${more}`))];
}

function verdictBlocks({ variants }: CompareDocument): readonly Block[] {
  const rows = variants.map(({ variant, verdicts, countedAs }) => {
    const { passed = 0, violated = 0, stalled = 0, nondeterministic = 0, harnessError = 0 } = countedAs;
    const clean = verdicts.passed ?? 0;
    const counts = [clean, passed - clean, violated, stalled, nondeterministic + harnessError];
    return [variant, ...counts.map(grouped)];
  });
  const titles = ['variant', 'passed>', 'as expected>', 'violated>', 'stalled>', 'broken>'];
  return [heading('Verdicts'), table(titles, rows), ...variants.flatMap(expectedLine)];
}

function expectedLine({ variant, asExpected }: VariantFigures): readonly Block[] {
  const each = Object.entries(asExpected).map(([name, count]) => `${name} in ${counted(count, 'run')}`);
  return each.length === 0 ? [] : [line(`  as expected under ${variant}: ${each.join(', ')}`)];
}

function figureBlocks({ variants }: CompareDocument): readonly Block[] {
  const rowsOf = <T>(
    fieldOf: (variant: VariantFigures) => Readonly<Record<string, T>>,
    cellsOf: (figures: T) => readonly Cell[],
  ): (readonly Cell[])[] =>
    namesIn(variants.map(fieldOf)).flatMap((name) =>
      variants.flatMap((variant) => {
        const figures = fieldOf(variant)[name];
        return figures === undefined ? [] : [[name, variant.variant, ...cellsOf(figures)]];
      }),
    );
  const operations = rowsOf((variant) => variant.operations, operationCells);
  const waits = rowsOf((variant) => variant.waits, waitCells);
  const asTold = variants.flatMap(({ variant, operations: { produce } }) => {
    const sentence = produce === undefined ? null : toolSentence(produce);
    return sentence === null ? [] : [line(toned('dim', `  ${variant}: ${sentence}`))];
  });
  return [
    heading('Operations (latency in ms, all seeds together)'),
    table(['operation', 'variant', ...OPERATION_TITLES], operations, OPERATION_DROPPED_FIRST),
    ...asTold,
    ...(waits.length === 0 ? [] : [heading('Waits'), table(['wait', 'variant', ...WAIT_TITLES], waits)]),
  ];
}

function namesIn(records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}

/** Of runs that did not pass, the first few. */
function replayBlocks(runs: readonly RunSummary[]): readonly Block[] {
  const failed = runs.filter(({ countsAs }) => countsAs !== 'passed');
  if (failed.length === 0) return [];
  const { shown, leftOut } = capped(failed, REPLAYS_MAX);
  return [
    heading('Run what did not pass again'),
    ...shown.flatMap(({ countsAs, variant, seed, replay, violations, asExpected }): readonly Block[] => {
      const first = violations.find(({ invariant }) => !asExpected.includes(invariant));
      return [
        line(
          toned(verdictTone(countsAs), VERDICT_WORDS[countsAs]),
          ` ${variant}, seed ${seed}${first === undefined ? '' : `: ${first.invariant}, ${first.detail}`}`,
        ),
        { type: 'command', text: replay },
      ];
    }),
    ...leftOutLine(leftOut),
  ];
}

const PAIRED_TITLES = ['operation', 'from', 'to', 'pairs>', 'failed>', 'unpaired>'];
const DIFFERENCE_TITLES = ['min>', 'mean>', 'p50>', 'p99>', 'max>', 'mean, 95 %>'];
const PAIRED_DROPPED_FIRST = ['min', 'p50', 'unpaired', 'max', 'failed', 'pairs', 'mean, 95 %'];

/** Differences of matched requests; below zero the second variant is faster. */
function pairedBlocks(paired: readonly PairedFigures[]): readonly Block[] {
  if (paired.length === 0) return [];
  return [
    heading('The same request in both (difference in ms)'),
    table([...PAIRED_TITLES, ...DIFFERENCE_TITLES], paired.map(pairedCells), PAIRED_DROPPED_FIRST),
    ...paired.flatMap(failedPairsLine),
  ];
}

/** Beside the differences, which are of successes alone. */
function failedPairsLine({ operation, base, other, failedPairs }: PairedFigures): readonly Block[] {
  const { inBase, inOther, inBoth } = failedPairs;
  const parts = [
    ...(inBase === 0 ? [] : [`${grouped(inBase)} under ${base} alone`]),
    ...(inOther === 0 ? [] : [`${grouped(inOther)} under ${other} alone`]),
    ...(inBoth === 0 ? [] : [`${grouped(inBoth)} under both`]),
  ];
  if (parts.length === 0) return [];
  const text = `  ${operation} failed, so no difference: ${parts.join(', ')}`;
  return [line(toned('warn', text))];
}

function pairedCells(figures: PairedFigures): readonly Cell[] {
  const { operation, base, other, pairs, failedPairs, unpaired, differenceMs, meanInterval } = figures;
  const { min, mean, p50, p99, max } = differenceMs ?? {};
  const interval =
    meanInterval === null ? '-' : `${signed(meanInterval.lowMs)} to ${signed(meanInterval.highMs)}`;
  const differences = [min, mean, p50, p99, max].map(differenceCell);
  const failed = failedPairs.inBase + failedPairs.inOther + failedPairs.inBoth;
  const counts = [pairs, failed, unpaired].map(grouped);
  return [operation, base, other, ...counts, ...differences, interval];
}

function differenceCell(valueMs: number | undefined): Cell {
  if (valueMs === undefined) return '-';
  if (valueMs === 0) return signed(valueMs);
  return toned(valueMs < 0 ? 'good' : 'warn', signed(valueMs));
}

function gateBlocks(gates: readonly GateOutcome[]): readonly Block[] {
  if (gates.length === 0) return [];
  return [
    heading('Gates'),
    table(['gate', 'variant', 'operation', 'measured>', 'limit>', ''], gates.map(gateCells)),
  ];
}

function gateCells(outcome: GateOutcome): readonly Cell[] {
  const { gate, variant, operation, measured, limit, unit } = outcome;
  return [gate, variant, operation, withUnit(measured, unit), withUnit(limit, unit), resultOf(outcome)];
}

function resultOf({ passed, problem, measured, succeeded }: GateOutcome): Cell {
  if (passed) return toned('good', 'passed');
  if (problem !== null) return toned('bad', `NOT JUDGED: ${problem}`);
  if (succeeded !== null) {
    const { ok, asked, baseOk, baseAsked } = succeeded;
    const first = `${grouped(baseOk)} of ${grouped(baseAsked)} under the first`;
    return toned('bad', `FAILED: only ${grouped(ok)} of ${grouped(asked)} succeeded, ${first}`);
  }
  return toned('bad', measured === null ? 'FAILED: nothing measured' : 'FAILED');
}

function withUnit(value: number | null, unit: GateOutcome['unit']): string {
  if (value === null) return '-';
  return unit === '/s' ? `${grouped(value)}/s` : `${grouped(value)} ${unit}`;
}
