/** Checks a value against its knob, and reads one from the text after `=`. */
import type { Knob, NumberKnob, SettingValue, TextKnob } from './areas/knob.js';

export type Checked =
  | { readonly ok: true; readonly value: SettingValue }
  | { readonly ok: false; readonly right: string };

/** Words that stand for null on the command line. */
const NULL_WORDS: readonly string[] = ['null', 'by-profile'];

/** The value if the knob may hold it, else what it may hold. */
export function checkValue(knob: Knob, value: unknown): Checked {
  if (mayHold(knob, value)) return { ok: true, value };
  const problem = knob.type === 'text' && typeof value === 'string' ? problemOf(knob, value) : null;
  return { ok: false, right: problem === null ? allowed(knob) : `${allowed(knob)}: ${problem}` };
}

/** What the text means for that knob: `3`, `true`, `all`. Other text is handed on as it is, to be refused. */
export function valueFromText(knob: Knob, text: string): unknown {
  if (knob.nullMeans !== undefined && NULL_WORDS.includes(text)) return null;
  switch (knob.type) {
    case 'int':
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'choice':
    case 'text':
      return text;
  }
}

/** What a knob may hold, in words: `an integer from 1 to 9`. */
function allowed(knob: Knob): string {
  const orNull = knob.nullMeans === undefined ? '' : `, or null: ${knob.nullMeans}`;
  return `${rangeOf(knob)}${orNull}`;
}

function mayHold(knob: Knob, value: unknown): value is SettingValue {
  if (value === null) return knob.nullMeans !== undefined;
  switch (knob.type) {
    case 'int':
      return Number.isSafeInteger(value) && isInRange(knob, value);
    case 'number':
      return Number.isFinite(value) && isInRange(knob, value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && knob.choices.includes(value);
    case 'text':
      return typeof value === 'string' && problemOf(knob, value) === null;
  }
}

function isInRange(knob: NumberKnob, value: unknown): boolean {
  return typeof value === 'number' && value >= knob.min && value <= knob.max;
}

function rangeOf(knob: Knob): string {
  switch (knob.type) {
    case 'int':
    case 'number': {
      const unit = knob.unit === null ? '' : ` ${knob.unit}`;
      return `${knob.type === 'int' ? 'an integer' : 'a number'} from ${knob.min} to ${knob.max}${unit}`;
    }
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${knob.choices.join(', ')}`;
    case 'text':
      return `a text of up to ${TEXT_MAX} letters`;
  }
}

/** It travels in capsules and command lines. */
const TEXT_MAX = 20_000;

function problemOf(knob: TextKnob, value: string): string | null {
  if (value.length > TEXT_MAX) return `it has ${value.length}`;
  return knob.problemOf?.(value) ?? null;
}
