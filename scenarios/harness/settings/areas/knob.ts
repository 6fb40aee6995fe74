/**
 * What one knob is: its type, unit, default, what it may hold, and one sentence on what it does.
 *
 * A value's type follows from its default, so `Settings` cannot disagree with the table.
 */

/** What a knob may hold. Null stands for "not set here": each knob that allows it says what that means. */
export type SettingValue = number | boolean | string | null;

export interface KnobBase<Value extends SettingValue> {
  readonly default: Value;
  /** One sentence for `list knobs`. */
  readonly doc: string;
  /** What null means; absent where null is not allowed. */
  readonly nullMeans?: string;
}

export interface NumberKnob<Value extends number | null = number | null> extends KnobBase<Value> {
  readonly type: 'int' | 'number';
  /** Unit of the value; null for a bare count or ratio. */
  readonly unit: string | null;
  readonly min: number;
  readonly max: number;
}

export interface FlagKnob<Value extends boolean | null = boolean | null> extends KnobBase<Value> {
  readonly type: 'boolean';
}

export interface ChoiceKnob<Value extends string | null = string | null> extends KnobBase<Value> {
  readonly type: 'choice';
  readonly choices: readonly string[];
}

export interface TextKnob extends KnobBase<string> {
  readonly type: 'text';
  /** What is wrong with a text; null: nothing. Default: any text does. */
  readonly problemOf?: (value: string) => string | null;
}

export type Knob = NumberKnob | FlagKnob | ChoiceKnob | TextKnob;

/** The type of what a knob holds. */
export type ValueOf<K extends Knob> = K['default'];

/** Knobs by their names. */
export type Knobs = Readonly<Record<string, Knob>>;

export const NO_KNOBS = {};
/** None: the names in it are none that settings may be asked for. */
export type NoKnobs = typeof NO_KNOBS;

/** The value of each of them. */
export type ValuesOf<All extends Knobs> = { readonly [Name in keyof All]: ValueOf<All[Name]> };

export interface Range {
  readonly unit?: string;
  readonly min: number;
  readonly max: number;
}

/** From the least value to the most, both included; without a unit a bare count or ratio. */
export function within(min: number, max: number, unit?: string): Range {
  return unit === undefined ? { min, max } : { unit, min, max };
}

/** Of a time: up to an hour, */
export const ms: Range = within(0, 3_600_000, 'ms');
/** and not none. */
export const someMs: Range = { ...ms, min: 1 };
/** Of one that is never long: up to a minute, */
export const minuteMs: Range = within(1, 60_000, 'ms');
/** or to ten. */
export const minutesMs: Range = within(1, 600_000, 'ms');

/** A whole number. */
export function int(defaultValue: number, range: Range, doc: string): NumberKnob<number> {
  return { type: 'int', default: defaultValue, unit: null, ...range, doc };
}

export function number(defaultValue: number, range: Range, doc: string): NumberKnob<number> {
  return { type: 'number', default: defaultValue, unit: null, ...range, doc };
}

export function flag(defaultValue: boolean, doc: string): FlagKnob<boolean> {
  return { type: 'boolean', default: defaultValue, doc };
}

export function choice<const Choice extends string>(
  defaultValue: NoInfer<Choice>,
  choices: readonly Choice[],
  doc: string,
): ChoiceKnob<Choice> {
  return { type: 'choice', default: defaultValue, choices, doc };
}

/** A text of one's own, such as the steps of a client; `problemOf` says what is wrong with one, or null. */
export function text(
  defaultValue: string,
  doc: string,
  problemOf?: (value: string) => string | null,
): TextKnob {
  return { type: 'text', default: defaultValue, doc, ...(problemOf === undefined ? {} : { problemOf }) };
}

/** The names in a registry of strategies, as choices. */
export function keysOf<Name extends string>(registry: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(registry) as Name[];
}

/** A whole number, or null, which is the default. */
export function optionalInt(nullMeans: string, range: Range, doc: string): NumberKnob {
  return { type: 'int', default: null, unit: null, ...range, nullMeans, doc };
}

/** On, off, or null, which is the default. */
export function optionalFlag(nullMeans: string, doc: string): FlagKnob {
  return { type: 'boolean', default: null, nullMeans, doc };
}

/** One of the choices, or null, which is the default. */
export function optionalChoice<const Choice extends string>(
  nullMeans: string,
  choices: readonly Choice[],
  doc: string,
): ChoiceKnob<Choice | null> {
  return { type: 'choice', default: null, choices, nullMeans, doc };
}
