/** The report of a comparison: what each variant did, and what it did with the very requests that another one had. */
import type {
  CompareDocument,
  RunSummary,
  VariantFigures,
} from '../../scenarios/harness/compare/compare-document.js';
import { heading, leftOutLine, line, table, toned, type Block } from '../blocks/block.js';
import { capped, counted, grouped } from '../blocks/format.js';
import {
  COUNT_TITLES,
  countCells,
  LATENCY_DROPPED_FIRST,
  LATENCY_TITLES,
  latencyCells,
  WAIT_TITLES,
  waitCells,
} from '../run/figures.js';
import { VERDICT_WORDS, verdictTone } from '../run/verdict.js';
import { gateBlocks } from './gates.js';
import { pairedBlocks } from './paired.js';

const REPLAYS_MAX = 10;
const IDLE_FAULTS_MAX = 10;

export function compareReport(document: CompareDocument): readonly Block[] {
  const { scenario, seeds, variants } = document;
  const names = variants.map(({ variant }) => variant);
  return [
    { type: 'title', text: `${scenario}: ${names.join(' against ')}` },
    ...endedLine(document),
    line(`${counted(seeds.length, 'seed')} (${seedRange(seeds)}), ${counted(document.runs.length, 'run')}`),
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
  const rows = variants.map(({ variant, verdicts }) => {
    const { passed = 0, violated = 0, stalled = 0, nondeterministic = 0, harnessError = 0 } = verdicts;
    return [
      variant,
      ...[passed, violated, stalled, nondeterministic + harnessError].map((count) => grouped(count)),
    ];
  });
  return [heading('Verdicts'), table(['variant', 'passed>', 'violated>', 'stalled>', 'broken>'], rows)];
}

function figureBlocks({ variants }: CompareDocument): readonly Block[] {
  const rowsOf = <T>(fieldOf: (variant: (typeof variants)[number]) => Readonly<Record<string, T>>) =>
    namesIn(variants.map(fieldOf)).flatMap((name) =>
      variants.flatMap((variant) => {
        const figures = fieldOf(variant)[name];
        return figures === undefined ? [] : [{ name, variant: variant.variant, figures }];
      }),
    );
  const operations = rowsOf(({ operations }) => operations).map(({ name, variant, figures }) => [
    name,
    variant,
    ...countCells(figures),
    ...latencyCells(figures),
  ]);
  const waits = rowsOf(({ waits }) => waits).map(({ name, variant, figures }) => [
    name,
    variant,
    ...waitCells(figures),
  ]);
  return [
    heading('Operations (latency in ms, all seeds together)'),
    table(['operation', 'variant', ...COUNT_TITLES, ...LATENCY_TITLES], operations, LATENCY_DROPPED_FIRST),
    ...(waits.length === 0 ? [] : [heading('Waits'), table(['wait', 'variant', ...WAIT_TITLES], waits)]),
  ];
}

function namesIn(records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}

/** Of runs that did not pass, the first few. */
function replayBlocks(runs: readonly RunSummary[]): readonly Block[] {
  const failed = runs.filter(({ verdict }) => verdict !== 'passed');
  if (failed.length === 0) return [];
  const { shown, leftOut } = capped(failed, REPLAYS_MAX);
  return [
    heading('Run what did not pass again'),
    ...shown.flatMap(({ verdict, variant, seed, replay, violations: [first] }): readonly Block[] => [
      line(
        toned(verdictTone(verdict), VERDICT_WORDS[verdict]),
        ` ${variant}, seed ${seed}${first === undefined ? '' : `: ${first.invariant}, ${first.detail}`}`,
      ),
      { type: 'command', text: replay },
    ]),
    ...leftOutLine(leftOut),
  ];
}
