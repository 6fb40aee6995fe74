/** One request under several variants: its timeline in each, and the time on each wait. */
import type { ExplainedRequest, RunResult } from '../../scenarios/harness/result/run-result.js';
import { cappedTable, line, toned, type Block } from '../blocks/block.js';
import { grouped, milliseconds } from '../blocks/format.js';
import { remarkSentence } from '../run/lists.js';
import { expectedSentence, VERDICT_WORDS, verdictDetail, verdictTone } from '../run/verdict.js';
import { timeByWaitBlocks, timelineBlocks } from '../timeline/timeline.js';
import { faultBlocks } from '../run/faults.js';

const EVENTS_MAX = 20;

/** What one variant made of the slowest request of `operation`. */
export function variantBlocks(run: RunResult, operation: string): readonly Block[] {
  const request = run.explained.find((explained) => explained.operation === operation);
  const document = { schema: 'stallgrind/run@1', ...run } as const;
  const detail = verdictDetail(document);
  const expected = expectedSentence(document);
  return [
    { type: 'title', text: `${run.variant}, seed ${run.seed}` },
    line(
      toned(verdictTone(run.countsAs), VERDICT_WORDS[run.countsAs]),
      `${detail === '' ? '' : `: ${detail}`}${expected === null ? '' : `, ${expected}`}; ${grouped(run.events)} events, hash ${run.hash}`,
    ),
    ...(request === undefined
      ? [line(toned('warn', `no ${operation} was answered`))]
      : [
          ...timelineBlocks(request),
          ...timeByWaitBlocks(request, `Time on each wait of that ${operation}`),
          ...eventBlocks(run, request),
        ]),
    ...faultBlocks(run),
    ...run.remarks.map((remark) => line(toned('warn', remarkSentence(remark)))),
  ];
}

/** Faults, and what nodes had to say, while the request was waiting; in order of time. */
function eventBlocks(run: RunResult, { startMs, latencyMs }: ExplainedRequest): readonly Block[] {
  const endMs = startMs + (latencyMs ?? 0);
  const events = [...faultEvents(run), ...run.notes]
    .filter(({ atMs }) => atMs >= startMs && atMs <= endMs)
    .sort((a, b) => a.atMs - b.atMs);
  const rows = events.map(({ atMs, node, text }) => [grouped(atMs - startMs), node, text]);
  const title = `Meanwhile (${milliseconds(startMs)} into the run it began)`;
  return cappedTable(title, ['ms>', 'node', 'what happened'], rows, { rowsMax: EVENTS_MAX });
}

function faultEvents({ faults }: RunResult): RunResult['notes'] {
  return faults.flatMap(({ id, type, target, atMs, untilMs }) => [
    ...(atMs === null ? [] : [{ atMs, node: target, text: `fault ${id} begins: ${type}` }]),
    ...(untilMs === null ? [] : [{ atMs: untilMs, node: target, text: `fault ${id} ends: ${type}` }]),
  ]);
}
