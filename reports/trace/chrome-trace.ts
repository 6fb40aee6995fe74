/**
 * A run as a trace for Perfetto: each node is a process, its requests lie in lanes with the intervals of their latency inside,
 * and the faults are a process of their own above.
 */
import type {
  ExplainedRequest,
  RequestFigures,
  RunResult,
} from '../../scenarios/harness/result/run-result.js';
import { assignLanes } from './lanes.js';
import type { TraceEvent } from './trace-event.js';

const FAULTS_PID = 1;

/** JSON of the trace; shows as many requests as there are, and the intervals of those that were explained. */
export function chromeTrace(run: RunResult): string {
  const nodes = new Set([...run.requests, ...run.notes, ...run.findings].map(({ node }) => node));
  const pids = new Map([...nodes].sort(byNumber).map((node, place) => [node, FAULTS_PID + 1 + place]));
  const pidOf = (node: string): number => pids.get(node) ?? FAULTS_PID;
  const traceEvents = [
    ...processNames(pids),
    ...faultEvents(run),
    ...[...pids].flatMap(([node, pid]) => requestEvents(run, node, pid)),
    ...markEvents(run, pidOf),
  ];
  const { scenario, variant, seed, hash, verdict } = run;
  return JSON.stringify({
    displayTimeUnit: 'ms',
    otherData: { scenario, variant, seed, hash, verdict },
    traceEvents,
  });
}

/** `n2` before `n10`. */
function byNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function processNames(pids: ReadonlyMap<string, number>): readonly TraceEvent[] {
  return [['faults', FAULTS_PID] as const, ...pids].flatMap(([name, pid]): readonly TraceEvent[] => [
    { ph: 'M', name: 'process_name', pid, tid: 0, args: { name } },
    { ph: 'M', name: 'process_sort_index', pid, tid: 0, args: { sort_index: pid } },
  ]);
}

/** Those that never began are not there; without an end they last as long as the run. */
function faultEvents({ faults, virtualMs }: RunResult): readonly TraceEvent[] {
  const begun = faults.flatMap(({ atMs, untilMs, ...fault }) =>
    atMs === null ? [] : [{ ...fault, fromUs: usOf(atMs), toUs: usOf(untilMs ?? virtualMs) }],
  );
  const lanes = assignLanes(begun);
  return begun.map(({ id, type, target, effects, fromUs, toUs }, place) => ({
    ph: 'X',
    name: `${type} ${target}`,
    cat: 'fault',
    ts: fromUs,
    dur: toUs - fromUs,
    pid: FAULTS_PID,
    tid: (lanes[place] ?? 0) + 1,
    args: { id, effects },
  }));
}

function requestEvents(run: RunResult, node: string, pid: number): readonly TraceEvent[] {
  const requests = run.requests.filter((request) => request.node === node);
  const explained = new Map(run.explained.map((request) => [request.id, request]));
  const lanes = assignLanes(requests.map((request) => spellOf(request, run.virtualMs)));
  return requests.flatMap((request, place) => {
    const { fromUs, toUs } = spellOf(request, run.virtualMs);
    const tid = (lanes[place] ?? 0) + 1;
    const { id, operation, outcome } = request;
    const whole: TraceEvent = {
      ph: 'X',
      name: operation,
      cat: 'request',
      ts: fromUs,
      dur: toUs - fromUs,
      pid,
      tid,
      args: { id, outcome },
    };
    return [whole, ...intervalEvents(explained.get(id), pid, tid)];
  });
}

/** A request without an answer lasts to the end of the run. */
function spellOf(
  { startMs, latencyMs }: RequestFigures,
  endMs: number,
): { readonly fromUs: number; readonly toUs: number } {
  return { fromUs: usOf(startMs), toUs: latencyMs === null ? usOf(endMs) : usOf(startMs) + usOf(latencyMs) };
}

function intervalEvents(
  request: ExplainedRequest | undefined,
  pid: number,
  tid: number,
): readonly TraceEvent[] {
  return (request?.intervals ?? []).map(({ kind, label, node, fromMs, toMs }) => ({
    ph: 'X',
    name: `${kind}: ${label}`,
    cat: kind,
    ts: usOf(fromMs),
    dur: usOf(toMs) - usOf(fromMs),
    pid,
    tid,
    args: { node },
  }));
}

function markEvents(run: RunResult, pidOf: (node: string) => number): readonly TraceEvent[] {
  const mark = (node: string, atMs: number, cat: string, name: string): TraceEvent => ({
    ph: 'i',
    s: 'p',
    name,
    cat,
    ts: usOf(atMs),
    pid: pidOf(node),
    tid: 0,
  });
  return [
    ...run.notes.map(({ node, atMs, text }) => mark(node, atMs, 'note', text)),
    ...run.findings.map(({ node, atMs, type, key }) => mark(node, atMs, 'finding', `${type} ${key}`)),
    ...run.violations.map(({ atMs, invariant }) => mark('', atMs, 'violation', invariant)),
  ];
}

function usOf(ms: number): number {
  return Math.round(ms * 1000);
}
