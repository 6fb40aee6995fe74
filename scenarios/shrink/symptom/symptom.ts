/** What has to go on happening while a case is made smaller: read from what a person writes. */
import type { Finding } from '../../../broker-core/door.js';
import type { LatencyFigures } from '../../harness/result/latency.js';
import type { StallReason } from '../../harness/result/run-result.js';
import { listing, nearNames, unknownName } from '../../harness/settings/unknown-name.js';
import { UsageError } from '../../harness/settings/usage-error.js';

export type FigureName = keyof LatencyFigures | 'throughput' | 'ok' | 'failed' | 'pending';
export type Comparison = '<' | '<=' | '>' | '>=';

/** Plain data: it travels to worker threads. */
export type Symptom =
  /** Null: any invariant. */
  | { readonly type: 'violated'; readonly invariant: string | null }
  /** For that reason, and nothing is violated; null: for any, whatever is violated. */
  | { readonly type: 'stalled'; readonly reason: StallReason | null }
  /** The harness itself failed, in these words; null: in any. */
  | { readonly type: 'harnessError'; readonly message: string | null }
  | ({ readonly type: 'findings'; readonly finding: string } & Bound)
  /** `operation` null: any has such a figure. Latencies in milliseconds. */
  | ({ readonly type: 'figure'; readonly operation: string | null; readonly figure: FigureName } & Bound);

interface Bound {
  readonly comparison: Comparison;
  readonly limit: number;
}

const LATENCIES: Readonly<Record<keyof LatencyFigures, true>> = {
  min: true,
  mean: true,
  p50: true,
  p90: true,
  p99: true,
  p999: true,
  max: true,
};
const COUNTS: readonly FigureName[] = ['ok', 'failed', 'pending'];
const FIGURES: readonly string[] = [...Object.keys(LATENCIES), 'throughput', ...COUNTS];
/** The compiler holds it to the types that there are. */
const FINDINGS: Readonly<Record<Finding['type'], true>> = {
  'lost-wakeup': true,
  'slept-through': true,
  'overwritten-waiter': true,
  'notify-without-waiter': true,
  'leaked-entry': true,
  'torn-tail': true,
  late: true,
  never: true,
  stopped: true,
};
const FINDING_TYPES = Object.keys(FINDINGS);
const MS_OF_UNIT: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };
const EXAMPLES =
  "such as 'p99>5000ms', 'createTopic.max>=20s', 'produce.failed>0', finding:lost-wakeup, stalled, or the name of an invariant";

/** `invariants`: all names that there are. Throws a {@link UsageError} that says what would be right. */
export function parseSymptom(text: string, invariants: readonly string[]): Symptom {
  const asked = text.trim();
  const parts = /^(.*?)\s*(<=|>=|<|>|=+|!=)\s*(.*)$/.exec(asked);
  if (parts !== null) return parseBound(text, parts);
  const [, kind, name = ''] = /^(finding|violated):(.*)$/.exec(asked) ?? [];
  if (kind === 'finding')
    return { type: 'findings', finding: knownFinding(text, name), comparison: '>', limit: 0 };
  if (asked === 'violated') return { type: 'violated', invariant: null };
  if (asked === 'stalled') return { type: 'stalled', reason: null };
  if (asked === 'harnessError') return { type: 'harnessError', message: null };
  if (asked === 'passed' || asked === 'nondeterministic')
    throw refusal(
      text,
      `nothing can be shrunk that is ${asked}; name something that goes wrong, ${EXAMPLES}`,
    );
  const invariant = kind === undefined ? asked : name;
  if (invariants.includes(invariant)) return { type: 'violated', invariant };
  throw refusal(text, unknownWord(invariant, invariants));
}

function unknownWord(word: string, invariants: readonly string[]): string {
  if (isFigure(word)) return `write what it is above or below, ${EXAMPLES}`;
  const words = [...invariants, 'violated', 'stalled', 'harnessError', ...FINDING_TYPES.map(asFinding)];
  const near = nearNames(word, words);
  return near.length > 0
    ? `unknown; did you mean ${near.join(' or ')}?`
    : `unknown; write a figure, a finding, an invariant or how a run ends, ${EXAMPLES}`;
}

const asFinding = (type: string): string => `finding:${type}`;

function parseBound(text: string, [, what = '', sign, limitText = '']: readonly string[]): Symptom {
  const comparison = (['<', '<=', '>', '>='] as const).find((one) => one === sign);
  if (comparison === undefined)
    throw refusal(text, `${JSON.stringify(sign)} compares nothing here; write >, >=, < or <=`);
  const dot = what.lastIndexOf('.');
  const [owner, figure] = dot === -1 ? [null, what] : [what.slice(0, dot), what.slice(dot + 1)];
  if (owner === 'findings') {
    const limit = countOf(text, `findings.${figure}`, limitText);
    return { type: 'findings', finding: knownFinding(text, figure), comparison, limit };
  }
  if (!isFigure(figure) || owner === '') throw refusal(text, unknownName('figure', figure, FIGURES));
  return { type: 'figure', operation: owner, figure, comparison, limit: limitOf(text, figure, limitText) };
}

function limitOf(text: string, figure: FigureName, limitText: string): number {
  if (COUNTS.includes(figure)) return countOf(text, figure, limitText);
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*(us|ms|s|\/s)?$/.exec(limitText) ?? [];
  if (digits === undefined)
    throw refusal(text, `the limit ${JSON.stringify(limitText)} is no quantity, ${EXAMPLES}`);
  if (figure === 'throughput') {
    if (unit === '/s') return Number(digits);
    throw refusal(text, `throughput is per second; write ${digits}/s`);
  }
  const scale = MS_OF_UNIT[unit];
  if (scale === undefined) throw refusal(text, `${figure} is a time; write us, ms or s after the ${digits}`);
  return Number(digits) * scale;
}

function countOf(text: string, what: string, limitText: string): number {
  if (/^\d+$/.test(limitText)) return Number(limitText);
  throw refusal(text, `${what} is a count; the limit ${JSON.stringify(limitText)} is no whole number`);
}

function knownFinding(text: string, type: string): string {
  if (Object.hasOwn(FINDINGS, type)) return type;
  throw refusal(text, unknownName('finding', type, FINDING_TYPES));
}

function isFigure(name: string): name is FigureName {
  return FIGURES.includes(name);
}

function refusal(text: string, why: string): UsageError {
  return new UsageError(`symptom ${JSON.stringify(text)}: ${why}`);
}

/** As it is printed. */
export function symptomText(symptom: Symptom): string {
  switch (symptom.type) {
    case 'violated':
      return symptom.invariant === null ? 'violated' : `violated ${symptom.invariant}`;
    case 'stalled':
      return symptom.reason === null ? 'stalled' : `stalled (${symptom.reason})`;
    case 'harnessError':
      return symptom.message === null ? 'harness error' : `harness error: ${symptom.message}`;
    case 'findings':
      return `findings.${symptom.finding} ${symptom.comparison} ${symptom.limit}`;
    case 'figure': {
      const { operation, figure, comparison, limit } = symptom;
      return `${operation === null ? '' : `${operation}.`}${figure} ${comparison} ${limit}${unitOf(figure)}`;
    }
  }
}

export function unitOf(figure: FigureName): string {
  if (figure === 'throughput') return '/s';
  return COUNTS.includes(figure) ? '' : ' ms';
}

/**
 * Whether a run may be cut short while it is looked for. 1. A run stalls; 2. its bound is lowered; 3. it
 * stalls for that. So it is with what is left undone, and with what there is too little of.
 */
export function mayEndEarlier(symptom: Symptom): boolean {
  if (symptom.type === 'stalled' || symptom.type === 'harnessError') return false;
  if (symptom.type === 'violated') return true;
  const isAbove = symptom.comparison === '>' || symptom.comparison === '>=';
  return isAbove && !(symptom.type === 'figure' && symptom.figure === 'pending');
}

/** What a run has in place of an operation that it does not have. */
export function unknownOperation(operation: string, there: readonly string[]): string {
  const near = nearNames(operation, there);
  const right = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${listing(there)}`;
  return `no request of the run is ${JSON.stringify(operation)}; ${there.length === 0 ? 'it has none' : right}`;
}
