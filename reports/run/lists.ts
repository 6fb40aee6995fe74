/** Parts of a run's report that are plain lists. */
import type { OraclesName } from '../../scenarios/harness/result/names.js';
import type { Remark } from '../../scenarios/harness/result/remarks.js';
import type {
  BlameShare,
  FindingFigures,
  NoteFigures,
  RequestFigures,
  RunDocument,
} from '../../scenarios/harness/result/run-result.js';
import { cappedTable, toned, type Block } from '../blocks/block.js';
import { counted, grouped, milliseconds, orDash, percent, shareBar } from '../blocks/format.js';

const BAR_CELLS = 20;
const BLAME_ROWS_MAX = 15;
const FINDINGS_MAX = 20;
const INVARIANTS_MAX = 20;
const NOTES_MAX = 40;
const ORACLES: OraclesName = 'oracles';
/** More than anybody reads; the JSON has all of them. */
const REQUESTS_MAX = 1000;

/** Where the time of all requests of an operation went. */
export function blameBlocks(blame: Readonly<Record<string, readonly BlameShare[]>>): readonly Block[] {
  return Object.entries(blame).flatMap(([operation, lines]) => {
    const rows = lines.map(({ kind, label, totalMs, share }) => {
      return [kind, label, grouped(totalMs), percent(share), shareBar(share, BAR_CELLS)];
    });
    const title = `Where the time of all ${operation} went`;
    const titles = ['kind', 'what', 'ms>', 'share>', ''];
    return cappedTable(title, titles, rows, { rowsMax: BLAME_ROWS_MAX, dropFirst: [''] });
  });
}

export function counterBlocks(counters: Readonly<Record<string, number>>): readonly Block[] {
  const rows = Object.entries(counters).map(([name, count]) => [name, grouped(count)]);
  return cappedTable('Counters', ['counter', 'count>'], rows);
}

/** In the order in which each invariant was first violated; what comes first in time is the example. */
export function violationBlocks({
  violations,
  asExpected,
}: Pick<RunDocument, 'violations' | 'asExpected'>): readonly Block[] {
  const inOrder = [...violations].sort((a, b) => a.atMs - b.atMs);
  const rows = groupsOf(inOrder, ({ invariant }) => invariant).map(([first, ...others]) => [
    asExpected.includes(first.invariant) ? `${first.invariant} (expected)` : toned('bad', first.invariant),
    grouped(1 + others.length),
    grouped(first.atMs),
    first.detail,
  ]);
  const titles = ['invariant', 'times>', 'first at ms>', 'first one'];
  return cappedTable('Violations', titles, rows, { rowsMax: INVARIANTS_MAX, what: 'more invariants' });
}

/** What was found wrong, by type, key and node; the most expensive first, then in order of time. */
export function findingBlocks(findings: readonly FindingFigures[]): readonly Block[] {
  const rows = groupsOf(findings, ({ type, node, key }) => `${type} ${node} ${key}`)
    .map((group) => ({ first: group[0], count: group.length, costMs: totalCostMs(group) }))
    .sort((a, b) => b.costMs - a.costMs || a.first.atMs - b.first.atMs)
    .map(({ first: { type, key, node, atMs, detail }, count, costMs }) => [
      type,
      key,
      node,
      grouped(count),
      grouped(atMs),
      grouped(costMs),
      detail ?? '',
    ]);
  const title = `Findings (they cost ${milliseconds(totalCostMs(findings))} of waiting)`;
  const titles = ['type', 'key', 'node', 'times>', 'first at ms>', 'cost ms>', 'first one'];
  const dropFirst = ['first one', 'first at ms'];
  return cappedTable(title, titles, rows, { rowsMax: FINDINGS_MAX, what: 'more kinds', dropFirst });
}

type Group<T> = readonly [T, ...T[]];

/** In the order in which the first of each came. */
function groupsOf<T>(items: readonly T[], nameOf: (item: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group === undefined) groups.set(nameOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function totalCostMs(findings: readonly FindingFigures[]): number {
  return findings.reduce((total, { costMs }) => total + Math.round(costMs * 1000), 0) / 1000;
}

/** What happened in the run, in the words that the nodes themselves left. */
export function happeningBlocks(notes: readonly NoteFigures[]): readonly Block[] {
  const ofNodes = notes.filter(({ node }) => node !== ORACLES);
  const rows = ofNodes.map(({ atMs, node, text }) => [grouped(atMs), node, text]);
  // They come last, where the bound on the notes of nodes would hide them.
  const unjudged = notes.filter(({ node }) => node === ORACLES).map(({ text }) => [text]);
  return [
    ...cappedTable('What happened', ['at ms>', 'node', 'what'], rows, { rowsMax: NOTES_MAX }),
    ...cappedTable('What was not judged', ['invariant'], unjudged, { rowsMax: NOTES_MAX }),
  ];
}

export function requestBlocks(requests: readonly RequestFigures[]): readonly Block[] {
  const rows = requests.map(({ id, operation, node, startMs, latencyMs, outcome }) => [
    `#${id}`,
    operation,
    node,
    grouped(startMs),
    orDash(latencyMs),
    outcome === 'ok' ? outcome : toned('warn', outcome),
  ]);
  const titles = ['id>', 'operation', 'node', 'start ms>', 'latency ms>', 'outcome'];
  return cappedTable('Requests', titles, rows, { rowsMax: REQUESTS_MAX, what: 'more, which --json has' });
}

/** What the documents promise of a commit, and where. */
const DOCUMENTS_SAY = '1-5 ms (S0:L447, S2:L241)';

/** What the figures say about the documents' own, in a sentence: measured ones, and the documents' quoted. */
export function remarkSentence(remark: Remark): string {
  const { periodMs, commitMsMin, commitMsMax, count } = remark;
  const range =
    commitMsMin === commitMsMax ? grouped(commitMsMin) : `${grouped(commitMsMin)}-${grouped(commitMsMax)}`;
  return (
    `${counted(count, 'commit')} took ${range} ms, none less than the ready loop's period of ${grouped(periodMs)} ms: ` +
    `the documents' ${DOCUMENTS_SAY} are out of reach whatever the waiting strategy`
  );
}
