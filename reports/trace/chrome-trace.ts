/**
 * A run as a trace for Perfetto: each node is a process, with its requests in lanes and their intervals
 * inside; the faults are a process above.
 */
import type { RequestFigures, RunResult } from '../../scenarios/harness/result/run-result.js';

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
  return begun.map(({ id, type, target, effects, ...spell }, place) => {
    const on = { pid: FAULTS_PID, tid: (lanes[place] ?? 0) + 1 };
    return spanEvent({ name: `${type} ${target}`, cat: 'fault', ...on, args: { id, effects } }, spell);
  });
}

function spanEvent(what: InProcess & Omit<At, 'ts'>, { fromUs, toUs }: Spell): TraceEvent {
  const { name, cat, ...on } = what;
  return { ph: 'X', name, cat, ts: fromUs, dur: toUs - fromUs, ...on };
}

function requestEvents(run: RunResult, node: string, pid: number): readonly TraceEvent[] {
  const requests = run.requests.filter((request) => request.node === node);
  const explained = new Map(run.explained.map((request) => [request.id, request]));
  const lanes = assignLanes(requests.map((request) => spellOf(request, run.virtualMs)));
  return requests.flatMap((request, place) => {
    const { id, operation, outcome } = request;
    const on = { pid, tid: (lanes[place] ?? 0) + 1 };
    const spell = spellOf(request, run.virtualMs);
    return [
      spanEvent({ name: operation, cat: 'request', ...on, args: { id, outcome } }, spell),
      ...(explained.get(id)?.intervals ?? []).map(({ kind, label, node, fromMs, toMs }) =>
        spanEvent(
          { name: `${kind}: ${label}`, cat: kind, ...on, args: { node } },
          { fromUs: usOf(fromMs), toUs: usOf(toMs) },
        ),
      ),
    ];
  });
}

/** A request without an answer lasts to the end of the run. */
function spellOf({ startMs, latencyMs }: RequestFigures, endMs: number): Spell {
  return { fromUs: usOf(startMs), toUs: latencyMs === null ? usOf(endMs) : usOf(startMs) + usOf(latencyMs) };
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

interface Spell {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * Puts what overlaps in time into lanes, because a viewer draws one thing a thread at a time. The lane of
 * each, from 0, in their order: the lowest that is free when it begins.
 */
export function assignLanes(spells: readonly Spell[]): readonly number[] {
  const order = [...spells.entries()].sort(
    ([a, { fromUs: aUs }], [b, { fromUs: bUs }]) => aUs - bUs || a - b,
  );
  const freeFromUs: number[] = [];
  const lanes = new Array<number>(spells.length).fill(0);
  for (const [place, { fromUs, toUs }] of order) {
    const free = freeFromUs.findIndex((freeUs) => freeUs <= fromUs);
    const lane = free === -1 ? freeFromUs.length : free;
    freeFromUs[lane] = toUs;
    lanes[place] = lane;
  }
  return lanes;
}

/** An event of the Chrome trace format, which Perfetto and chrome://tracing read. Times are microseconds. */
export type TraceEvent =
  | (InProcess & { readonly ph: 'M'; readonly name: 'process_name' | 'process_sort_index' })
  | (InProcess & At & { readonly ph: 'X'; readonly dur: number })
  /** `s` says how far up the mark reaches: its process. */
  | (InProcess & At & { readonly ph: 'i'; readonly s: 'p' });

interface InProcess {
  readonly pid: number;
  readonly tid: number;
  readonly args?: Readonly<Record<string, string | number | null>>;
}

interface At {
  readonly name: string;
  readonly cat: string;
  readonly ts: number;
}
