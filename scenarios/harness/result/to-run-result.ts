/** From what the runner hands over to what people and programs read. */
import type { BlameLine } from '../../../sim/cause/blame.js';
import type { RecordedFinding, RequestRecord } from '../../../sim/cause/recorder.js';
import { expectationsOf } from './expected.js';
import { msOfUs, rounded } from './milliseconds.js';
import type { CounterName, Counters, OperationName } from './names.js';
import { operationsOf } from './operations.js';
import type { RawRun } from './raw-run.js';
import { remarksOn } from './remarks.js';
import { replayLine } from './replay-line.js';
import {
  RUN_SCHEMA,
  type BlameShare,
  type ExplainedRequest,
  type FindingFigures,
  type RequestFigures,
  type RunDocument,
  type RunEnding,
  type RunFigures,
  type RunResult,
  type Violation,
} from './run-result.js';
import { waitFigures } from './waits.js';

export function toRunResult(raw: RawRun): RunResult {
  const requests = raw.requests.map(requestFigures);
  const ending = endingOf(raw);
  return {
    ...figuresOf(raw, requests, expectationsOf({ ...ending, expects: raw.expects })),
    ...ending,
    requests,
    notes: raw.notes.map(({ atUs, nodeId, text }) => ({ atMs: msOfUs(atUs), node: nodeId, text })),
    evidence: raw.evidence,
  };
}

/** As one JSON document. The schema stands first; requests and notes, which may be many, only on demand. */
export function runDocument(result: RunResult, options: { readonly requests: boolean }): RunDocument {
  const { evidence: _evidence, requests, notes, ...document } = result;
  const history = options.requests ? { requests, notes } : {};
  return { schema: RUN_SCHEMA, ...document, ...history };
}

function figuresOf(
  raw: RawRun,
  requests: readonly RequestFigures[],
  expectations: Pick<RunFigures, 'asExpected' | 'countsAs'>,
): RunFigures {
  const { scenario, seed, variant, hash, events, faults, schedule, scheduleHash, faultsGiven, set } = raw;
  return {
    scenario,
    seed,
    variant,
    expects: raw.expects,
    ...expectations,
    settings: raw.resolved.given,
    unread: raw.unread,
    hash,
    events,
    virtualMs: msOfUs(raw.virtualUs),
    wallMs: rounded(raw.wallMs),
    operations: operationsOf([requests], raw.isOfTool),
    waits: waitFigures(raw.waits),
    counters: inOrder(raw.counters),
    faults,
    schedule,
    scheduleHash,
    blame: Object.fromEntries([...inOrderOf(raw.blame)].map(([name, lines]) => [name, blameShares(lines)])),
    findings: raw.findings.map(findingFigures),
    judged: raw.judged,
    sometimes: raw.sometimes,
    remarks: remarksOn(raw.resolved.settings, raw.waits),
    explained: explainedRequests(raw, requests),
    replay: replayLine({ scenario, seed, variant, set, expects: raw.expectsAsked, faultsGiven }),
  };
}

/** What broke the harness says nothing of the system; a violation counts however the run went on. */
function endingOf(raw: RawRun): RunEnding {
  const violations = raw.violations.map(({ invariant, atUs, detail }): Violation => ({
    invariant,
    atMs: msOfUs(atUs),
    detail,
  }));
  const { end } = raw;
  if (end.type === 'harnessError') {
    const { message, stack } = end;
    const error = stack === undefined ? { message } : { message, stack };
    return { verdict: 'harnessError', violations, error };
  }
  const [first, ...rest] = violations;
  const stall = end.type === 'stalled' ? { reason: end.reason, detail: end.detail } : null;
  if (first !== undefined) return { verdict: 'violated', violations: [first, ...rest], stall };
  return stall === null
    ? { verdict: 'passed', violations: [] }
    : { verdict: 'stalled', violations: [], stall };
}

function requestFigures({
  id,
  operation,
  nodeId,
  startUs,
  endUs,
  outcome,
}: RequestRecord<OperationName>): RequestFigures {
  const latencyMs = endUs === null ? null : msOfUs(endUs - startUs);
  return { id, operation, node: nodeId, startMs: msOfUs(startUs), latencyMs, outcome };
}

function findingFigures({ type, key, nodeId, atUs, costUs, detail }: RecordedFinding): FindingFigures {
  const figures = { type, key, node: nodeId, atMs: msOfUs(atUs), costMs: msOfUs(costUs) };
  return detail === undefined ? figures : { ...figures, detail };
}

function blameShares(lines: readonly BlameLine[]): readonly BlameShare[] {
  const allUs = lines.reduce((total, { totalUs }) => total + totalUs, 0);
  return lines.map(({ kind, label, totalUs }) => ({
    kind,
    label,
    totalMs: msOfUs(totalUs),
    share: allUs === 0 ? 0 : Math.round((totalUs / allUs) * 10_000) / 10_000,
  }));
}

/** Slowest first; requests that were never answered have nothing to explain. */
function explainedRequests(raw: RawRun, requests: readonly RequestFigures[]): readonly ExplainedRequest[] {
  const wanted = new Set(raw.explained.map(({ id }) => id));
  const byId = new Map<number, RequestFigures>();
  for (const request of requests) if (wanted.has(request.id)) byId.set(request.id, request);
  const explained = raw.explained.flatMap(({ id, intervals }): ExplainedRequest[] => {
    const request = byId.get(id);
    if (request === undefined) return [];
    const figures = intervals.map(({ kind, label, nodeId, fromUs, toUs }) => ({
      kind,
      label,
      node: nodeId,
      fromMs: msOfUs(fromUs),
      toMs: msOfUs(toUs),
    }));
    return [{ ...request, intervals: figures }];
  });
  return explained.sort((a, b) => (b.latencyMs ?? 0) - (a.latencyMs ?? 0) || a.id - b.id);
}

function inOrderOf<T>(byName: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
}

function inOrder(counters: ReadonlyMap<CounterName, number>): Counters {
  return Object.fromEntries(inOrderOf(counters));
}
