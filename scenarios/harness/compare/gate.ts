/** Reads a gate: a bound on a figure, `p99<=+5%`, `createTopic.p99<=100ms`, `throughput>=-5%`. */
import type { LatencyFigures } from '../result/latency.js';
import { unknownName } from '../settings/unknown-name.js';
import { UsageError } from '../settings/usage-error.js';

export type GateFigure = keyof LatencyFigures | 'throughput' | 'failed';

/** What the figure is held against: a value, or the first variant's figure with a sum or a share added. */
export type GateLimit =
  | { readonly type: 'absolute'; readonly value: number }
  | { readonly type: 'shift'; readonly by: number }
  | { readonly type: 'percent'; readonly by: number };

export interface Gate {
  /** As it was written. */
  readonly text: string;
  /** Null: every operation. */
  readonly operation: string | null;
  readonly figure: GateFigure;
  readonly comparison: '<=' | '>=';
  /** Latencies in milliseconds. */
  readonly limit: GateLimit;
}

const FIGURES: readonly GateFigure[] = [
  ...(['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const),
  ...(['throughput', 'failed'] as const),
];
const MS_OF_UNIT: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };
const EXAMPLES = "such as 'p99<=+5%', 'createTopic.p99<=100ms', 'throughput>=-5%', 'failed<=0'";

/** Throws a {@link UsageError} that says what is wrong with it. */
export function parseGate(text: string): Gate {
  const parts = /^\s*(?:([^.<>=\s]+)\.)?([^.<>=\s]+)\s*(<=|>=)\s*(\S+)\s*$/.exec(text);
  if (parts === null) throw refusal(text, `a gate is [operation.]figure<=limit or >=limit, ${EXAMPLES}`);
  const [, operation, figure = '', comparison, limitText = ''] = parts;
  if (!isFigure(figure)) throw refusal(text, unknownName('figure', figure, FIGURES));
  return {
    text,
    operation: operation ?? null,
    figure,
    comparison: comparison === '<=' ? '<=' : '>=',
    limit: parseLimit(text, figure, limitText),
  };
}

function parseLimit(gate: string, figure: GateFigure, text: string): GateLimit {
  const parts = /^([+-]?)(\d+(?:\.\d+)?)(%|us|ms|s|\/s)?$/.exec(text);
  if (parts === null) throw refusal(gate, `the limit ${JSON.stringify(text)} is no quantity, ${EXAMPLES}`);
  const [, sign = '', digits, unit = ''] = parts;
  const size = Number(digits) * (sign === '-' ? -1 : 1);
  if (unit === '%') {
    if (sign === '')
      throw refusal(gate, `write +${text} for so much above the first variant, -${text} for below`);
    return { type: 'percent', by: size };
  }
  const value = size * scaleOf(gate, figure, unit, text);
  return sign === '' ? { type: 'absolute', value } : { type: 'shift', by: value };
}

/** What one of the unit is in the unit of the figure. */
function scaleOf(gate: string, figure: GateFigure, unit: string, text: string): number {
  if (figure === 'failed') {
    if (unit === '') return 1;
    throw refusal(gate, `failed counts requests; write ${text.replace(unit, '')} or a percentage`);
  }
  if (figure === 'throughput') {
    if (unit === '/s') return 1;
    throw refusal(gate, `throughput is per second; write ${text.replace(unit, '')}/s or a percentage`);
  }
  const scale = MS_OF_UNIT[unit];
  if (scale === undefined)
    throw refusal(gate, `${figure} is a time; write us, ms, s or a percentage after it`);
  return scale;
}

function isFigure(text: string): text is GateFigure {
  return FIGURES.some((figure) => figure === text);
}

function refusal(text: string, why: string): UsageError {
  return new UsageError(`gate ${JSON.stringify(text)}: ${why}`);
}
