/** The report of one run: its end, its figures, where the time went, what went wrong, how to run it again. */
import type { ExplainedRequest, RunDocument } from '../../scenarios/harness/result/run-result.js';
import { heading, line, table, toned, type Block } from '../blocks/block.js';
import { grouped, milliseconds } from '../blocks/format.js';
import { timelineBlocks } from '../timeline/timeline.js';
import {
  errorsOf,
  OPERATION_DROPPED_FIRST,
  OPERATION_TITLES,
  operationCells,
  toolSentence,
  WAIT_TITLES,
  waitCells,
} from './figures.js';
import {
  blameBlocks,
  counterBlocks,
  findingBlocks,
  happeningBlocks,
  remarkSentence,
  requestBlocks,
  violationBlocks,
} from './lists.js';
import { expectedSentence, verdictDetail, verdictTone, verdictWord } from './verdict.js';
import { faultBlocks } from './faults.js';

export function runReport(run: RunDocument): readonly Block[] {
  return [
    ...headBlocks(run),
    ...operationBlocks(run),
    ...slowestOfEach(run.explained).flatMap((request) => timelineBlocks(request, 'Slowest')),
    ...waitBlocks(run),
    ...blameBlocks(run.blame),
    ...findingBlocks(run.findings),
    ...faultBlocks(run),
    ...happeningBlocks(run.notes ?? []),
    ...requestBlocks(run.requests ?? []),
    ...counterBlocks(run.counters),
    ...violationBlocks(run),
    heading('Run it again'),
    { type: 'command', text: run.replay },
  ];
}

function headBlocks(run: RunDocument): readonly Block[] {
  const detail = verdictDetail(run);
  const settings = Object.entries(run.settings).map(([name, value]) => `${name}=${String(value)}`);
  return [
    { type: 'title', text: `${run.scenario}, variant ${run.variant}, seed ${run.seed}` },
    line(toned(verdictTone(run.countsAs), verdictWord(run)), detail === '' ? '' : `: ${detail}`),
    ...expectedBlocks(run),
    line(
      `${grouped(run.events)} events in ${milliseconds(run.virtualMs)} of virtual time, `,
      `${milliseconds(run.wallMs)} of wall time; hash ${run.hash}`,
    ),
    ...(settings.length === 0 ? [] : [line(toned('dim', `settings: ${settings.join(' ')}`))]),
  ];
}

function expectedBlocks(run: RunDocument): readonly Block[] {
  const sentence = expectedSentence(run);
  return sentence === null ? [] : [line(toned('good', sentence))];
}

function operationBlocks({ operations }: RunDocument): readonly Block[] {
  const entries = Object.entries(operations);
  if (entries.length === 0) return [heading('Operations'), line('  no request was made')];
  const rows = entries.map(([name, figures]) => [name, ...operationCells(figures)]);
  const errors = entries
    .filter(([, figures]) => errorsOf(figures) !== '')
    .map(([name, figures]) => line(toned('warn', `  ${name} failed with ${errorsOf(figures)}`)));
  const asTold = entries.flatMap(([, figures]) => toolSentence(figures) ?? []);
  return [
    heading('Operations (latency in ms)'),
    table(['operation', ...OPERATION_TITLES], rows, OPERATION_DROPPED_FIRST),
    ...errors,
    ...asTold.map((sentence) => line(toned('dim', `  ${sentence}`))),
  ];
}

function waitBlocks({ waits, remarks }: RunDocument): readonly Block[] {
  const rows = Object.entries(waits).map(([name, figures]) => [name, ...waitCells(figures)]);
  const sentences = remarks.map((remark) => line(toned('warn', `  ${remarkSentence(remark)}`)));
  if (rows.length === 0) return sentences;
  return [heading('Waits'), table(['wait', ...WAIT_TITLES], rows), ...sentences];
}

/** They come slowest first. */
function slowestOfEach(explained: readonly ExplainedRequest[]): readonly ExplainedRequest[] {
  const seen = new Set<string>();
  return explained.filter(({ operation }) => !seen.has(operation) && seen.add(operation));
}
