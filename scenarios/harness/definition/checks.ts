/** What a scenario, a system, a variant and an invariant have to be, for callers without types. */
import * as z from 'zod';
import { referenceStrategies } from '../../../broker-core/broker/strategies.js';
import { isFaultType } from '../../../sim/faults/verbs.js';
import { SWARM } from './swarming.js';
import { unknownName } from '../settings/unknown-name.js';

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'is not lower-case letters, digits and dashes');
const fn = z.custom<object>((value) => typeof value === 'function', 'is not a function');
const settings = z.record(z.string(), z.unknown());

/** So that `--set name=value` can be typed for it. */
const knobName = z.string().regex(/^[\w.-]+$/, 'is not letters, digits, dots and dashes');
const number = z.object({ default: z.number().nullable(), min: z.number(), max: z.number() });
const knob = z
  .discriminatedUnion('type', [
    number.extend({ type: z.enum(['int', 'number']) }),
    z.object({ type: z.literal('boolean'), default: z.boolean().nullable() }),
    z.object({
      type: z.literal('choice'),
      default: z.string().nullable(),
      choices: z.array(z.string()).min(1),
    }),
    z.object({ type: z.literal('text'), default: z.string(), problemOf: fn.optional() }),
  ])
  .refine((one) => isInRange(one), 'has a default that it may not hold');
const knobs = z.record(knobName, knob);

function isInRange(one: {
  default: unknown;
  min?: number;
  max?: number;
  choices?: readonly string[];
}): boolean {
  const { default: value, min = -Infinity, max = Infinity, choices } = one;
  if (typeof value === 'number') return value >= min && value <= max;
  return value === null || choices === undefined || (typeof value === 'string' && choices.includes(value));
}

const anything = z.unknown().optional();
const expects = z.array(z.string()).optional();

const swarm = z
  .strictObject({
    weight: z.int().min(0).max(1000).optional(),
    faults: z.array(z.string().refine(isFaultType, 'is no type of fault')).optional(),
    knobs: z.record(knobName, z.array(z.unknown()).min(1, 'has no value to draw')).optional(),
    activeMs: z.array(z.number().min(1)).min(1, 'has no value to draw').optional(),
    losingNodesMax: z.int().min(0).optional(),
  })
  .optional();

const ownName = name.refine((text) => text !== SWARM, 'stands for random runs of all of them');

const sometimes = z.record(z.string(), z.string()).optional();

const scenario = z.strictObject({
  name: ownName,
  doc: z.string(),
  source: z.string(),
  variant: z.string(),
  variantSettings: settings.optional(),
  knobs: knobs.optional(),
  settings,
  leaderAtStart: anything,
  nodesMin: anything,
  topics: fn.optional(),
  faults: fn.optional(),
  load: fn,
  sometimes,
  expects,
  isOfBenchmarkTool: z.boolean().optional(),
  swarm,
  measures: z.array(z.unknown()).optional(),
});

const app = z.strictObject({
  name: ownName,
  doc: z.string(),
  source: z.string().optional(),
  variants: z
    .array(z.strictObject({ name, summary: z.string(), settings, expects }))
    .min(1)
    .optional(),
  knobs: knobs.optional(),
  settings: settings.optional(),
  invariants: z.record(z.string(), z.string()),
  sometimes,
  expects,
  faults: fn.optional(),
  swarm,
  system: fn,
});

const variant = z.strictObject({
  name,
  summary: z.string(),
  source: z.string(),
  strategies: z.unknown(),
  settings,
  expects,
});

const invariant = z.strictObject({
  name,
  doc: z.string(),
  source: z.string(),
  ofEachRaftGroup: z.boolean().optional(),
  isLiveness: z.boolean().optional(),
  needsNoRest: z.boolean().optional(),
  sometimes,
  create: fn,
});

export type Kind = 'scenario' | 'variant' | 'invariant';

/** A line for each thing that is wrong with it; none if it is one of its kind. */
export function wrongsOf(kind: Kind, value: unknown): readonly string[] {
  const { error } = shapeOf(kind, value).safeParse(value);
  const wrongs = (error?.issues ?? []).map(({ path, message }) => [...path.map(String), message].join(': '));
  const strategies = kind === 'variant' && isObject(value) ? wrongStrategies(value['strategies']) : [];
  return [...wrongs, ...strategies];
}

function shapeOf(kind: Kind, value: unknown): z.ZodType {
  if (kind === 'scenario') return isObject(value) && 'system' in value ? app : scenario;
  return kind === 'variant' ? variant : invariant;
}

/** Those of {@link Strategies} by name; a function that makes them is looked at when a run calls it. */
export function wrongStrategies(given: unknown): readonly string[] {
  if (given === undefined || typeof given === 'function') return [];
  if (!isObject(given)) return [`strategies are an object or a function, not ${typeof given}`];
  const seams = Object.keys(referenceStrategies);
  return Object.entries(given).flatMap(([seam, value]) => {
    if (!seams.includes(seam)) return [unknownName('strategy', seam, seams)];
    return value === undefined ? [`strategies: ${seam} is undefined`] : [];
  });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
