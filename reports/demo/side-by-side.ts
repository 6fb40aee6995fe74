/** One request under several variants: its timeline in each, and the time on each wait. */
import type { ExplainedRequest, RunResult } from '../../scenarios/harness/result/run-result.js';
import { heading, leftOutLine, line, table, toned, type Block } from '../blocks/block.js';
import { capped, grouped, milliseconds } from '../blocks/format.js';
import { faultBlocks } from '../run/faults.js';
import { remarkSentence } from '../run/remark.js';
import { VERDICT_WORDS, verdictDetail, verdictTone } from '../run/verdict.js';
import { timeByWaitBlocks } from '../timeline/time-by-wait.js';
import { timelineBlocks } from '../timeline/timeline.js';

/** What one variant made of the slowest request of `operation`. */
export function variantBlocks(run: RunResult, operation: string): readonly Block[] {
  const request = slowestOf(run, operation);
  const detail = verdictDetail({ schema: 'stallgrind/run@1', ...run });
  return [
    { type: 'title', text: `${run.variant}, seed ${run.seed}` },
    line(
      toned(verdictTone(run.verdict), VERDICT_WORDS[run.verdict]),
      `${detail === '' ? '' : `: ${detail}`}; ${grouped(run.events)} events, hash ${run.hash}`,
    ),
    ...(request === null
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
  if (events.length === 0) return [];
  const { shown, leftOut } = capped(events, 20);
  const rows = shown.map(({ atMs, node, text }) => [grouped(atMs - startMs), node, text]);
  return [
    heading(`Meanwhile (${milliseconds(startMs)} into the run it began)`),
    table(['ms>', 'node', 'what happened'], rows),
    ...leftOutLine(leftOut),
  ];
}

function faultEvents({ faults }: RunResult): RunResult['notes'] {
  return faults.flatMap(({ id, type, target, atMs, untilMs }) => [
    ...(atMs === null ? [] : [{ atMs, node: target, text: `fault ${id} begins: ${type}` }]),
    ...(untilMs === null ? [] : [{ atMs: untilMs, node: target, text: `fault ${id} ends: ${type}` }]),
  ]);
}

function slowestOf({ explained }: RunResult, operation: string): ExplainedRequest | null {
  return explained.find((request) => request.operation === operation) ?? null;
}
