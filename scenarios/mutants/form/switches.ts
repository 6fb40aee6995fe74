/**
 * Puts a switch into compiled code wherever a mutant changes it: what stood there stays, and the change stands
 * beside it. So one process holds all mutants, and runs each of them by turning one switch.
 *
 * The switch is a function on `globalThis`. Only the runner of mutants loads code in this form.
 */
import type { Edit, Mutant } from './mutant.js';

/** Under this name code finds its {@link Switchboard} on `globalThis`. */
export const SWITCHBOARD = 'stallgrindMutants';

export interface Switchboard {
  /** Whether that mutant is on. */
  isOn(mutant: string): boolean;
  /** While it is not: the code that it would change is reached. */
  reached(mutant: string): void;
  /** The same of an expression that gives `value`, and would give another; gives `value` back. */
  compared<T>(mutant: string, value: T, other: () => unknown): T;
}

export interface Switch extends Edit {
  readonly mutant: string;
}

export function switchesOf(mutants: readonly Mutant[]): readonly Switch[] {
  return mutants.flatMap(({ name, plant }) =>
    'edits' in plant ? plant.edits.map((edit) => ({ ...edit, mutant: name })) : [],
  );
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** `switches`: those of this file. Throws an error that names a place that is not there once. */
export function withSwitches(source: string, switches: readonly Switch[]): string {
  if (switches.length === 0) return source;
  const byPlace = new Map<string, { readonly place: Place; readonly here: Switch[] }>();
  for (const one of switches) {
    const place = placeOf(source, one);
    const key = `${place.from} ${place.to}`;
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, { place, here: [one] });
    else known.here.push(one);
  }
  const places = [...byPlace.values()].sort((a, b) => a.place.from - b.place.from);
  let [text, end] = [`const ${SWITCHBOARD} = globalThis.${SWITCHBOARD}; `, 0];
  for (const { place, here } of places) {
    if (place.from < end) throw new Error(`${named(here)}: overlaps a place of another mutant`);
    text += source.slice(end, place.from) + switched(source.slice(place.from, place.to), here);
    end = place.to;
  }
  return text + source.slice(end);
}

/** Before, what is replaced, after. */
const MARKED = /^([^«]*)«([^»]*)»([^»]*)$/;

function placeOf(source: string, { mutant, file, find }: Switch): Place {
  const [, before = '', what = find, after = ''] = MARKED.exec(find.trim()) ?? [];
  const pattern = [before, what, after].map((part) => `(${patternOf(part)})`).join('');
  const [first, ...others] = source.matchAll(new RegExp(pattern, 'g'));
  if (first === undefined) throw new Error(`${mutant}: ${file} has no ${JSON.stringify(find)}`);
  if (others.length > 0)
    throw new Error(`${mutant}: ${file} has ${others.length + 1} times ${JSON.stringify(find)}`);
  const [, found = '', replaced = ''] = first;
  const from = first.index + found.length;
  return { from, to: from + replaced.length };
}

/** Blanks and line breaks are alike. */
function patternOf(text: string): string {
  const escaped = text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return escaped.replaceAll(/\s+/g, String.raw`\s+`);
}

function switched(original: string, here: readonly Switch[]): string {
  const isStatement = original.endsWith(';');
  return here.reduceRight((rest, { mutant, replace, hasEffects = false, when }) => {
    const name = JSON.stringify(mutant);
    const isOn = `${SWITCHBOARD}.isOn(${name})`;
    const condition = when === undefined ? '' : `(${when}) && `;
    const reached = `${condition}${SWITCHBOARD}.reached(${name})`;
    if (isStatement) return `if (${isOn}) { ${replace} } else { ${reached}; ${rest} }`;
    if (hasEffects) return `(${isOn} ? (${replace}) : (${reached}, ${rest}))`;
    return `(${isOn} ? (${replace}) : ${SWITCHBOARD}.compared(${name}, ${rest}, () => (${replace})))`;
  }, original);
}

function named(here: readonly Switch[]): string {
  return here.map(({ mutant }) => mutant).join(', ');
}
