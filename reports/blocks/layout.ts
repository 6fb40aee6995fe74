/** Fits a table into a width: wraps its text, leaves out columns, or stacks the cells of each row. */
import { textOf, type Cell, type Table } from './block.js';

/** Between two columns. */
const GAP = 2;
/** Text in a narrower column is hard to read; a column that can be missed goes first. */
const READABLE = 24;

export type Layout =
  | { readonly type: 'columns'; readonly places: readonly number[]; readonly widths: readonly number[] }
  /** Not even the longest words fit beside each other. */
  | { readonly type: 'stacked' };

interface ColumnNeed {
  /** The widest cell. */
  readonly natural: number;
  /** The longest word. */
  readonly minimum: number;
}

export function layoutOf(table: Table, widthMax: number): Layout {
  const needs = table.columns.map(({ title, align }, place) =>
    needOf([title, ...table.rows.map((row) => row[place] ?? '')], align === 'right'),
  );
  const places = placesKept(table, needs, widthMax);
  const kept = places.flatMap((place) => needs[place] ?? []);
  const room = widthMax - GAP * (places.length - 1);
  if (total(kept.map(({ minimum }) => minimum)) > room) return { type: 'stacked' };
  return { type: 'columns', places, widths: widthsWithin(kept, room) };
}

function needOf(cells: readonly Cell[], isWhole: boolean): ColumnNeed {
  const natural = Math.max(...cells.map((cell) => textOf(cell).length));
  const minimum = isWhole ? natural : Math.max(...cells.map((cell) => longestWord(textOf(cell))));
  return { natural, minimum };
}

/** All of them, or without as many of `dropFirst` as have to go. */
function placesKept(
  { columns, dropFirst }: Table,
  needs: readonly ColumnNeed[],
  widthMax: number,
): readonly number[] {
  let places = columns.map((_, place) => place);
  const isReadable = (): boolean =>
    total(places.map((place) => readable(needs[place]))) + GAP * (places.length - 1) <= widthMax;
  for (const title of dropFirst) {
    if (isReadable()) break;
    places = places.filter((place) => columns[place]?.title !== title);
  }
  return places;
}

function readable(need: ColumnNeed | undefined): number {
  return need === undefined ? 0 : Math.max(need.minimum, Math.min(need.natural, READABLE));
}

/** Every column gets what it needs up to a bound that is the same for all, and as high as the room allows. */
function widthsWithin(needs: readonly ColumnNeed[], room: number): readonly number[] {
  const upTo = (bound: number): readonly number[] =>
    needs.map(({ natural, minimum }) => Math.max(minimum, Math.min(natural, bound)));
  let bound = Math.max(0, ...needs.map(({ natural }) => natural));
  while (bound > 0 && total(upTo(bound)) > room) bound -= 1;
  return upTo(bound);
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}

const NUMBER = /^[([]?[+-]?\d[\d.,]*$/;
const UNIT = /^(%|x|us|ms|s|min|h|B|KiB|MiB|GiB|Mbit\/s|msg\/s|times)[,.;:)\]]*$/;

/** A stretch of the text, `to` excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The words of a text with their places; `50 ms` and `20 x 3` are one word each. */
function wordsOf(text: string): readonly Stretch[] {
  const words: Stretch[] = [];
  let last = '';
  for (const match of text.matchAll(/\S+/g)) {
    const word = match[0];
    const to = match.index + word.length;
    const before = words.at(-1);
    const isOneWithLast = (NUMBER.test(last) && UNIT.test(word)) || last === 'x';
    if (before !== undefined && isOneWithLast) words.splice(-1, 1, { from: before.from, to });
    else words.push({ from: match.index, to });
    last = word;
  }
  return words;
}

/** Breaks text between words into lines of `widthMax` cells at most. A longer word has its own line. */
export function linesWithin(text: string, widthMax: number, hangingIndent = 0): readonly Stretch[] {
  if (text.length <= widthMax) return [{ from: 0, to: text.length }];
  const lines: Stretch[] = [];
  let from = 0;
  let to = 0;
  for (const word of wordsOf(text)) {
    const roomMax = lines.length === 0 ? widthMax : widthMax - hangingIndent;
    if (to > 0 && word.to - from > roomMax) {
      lines.push({ from, to });
      from = word.from;
    }
    to = word.to;
  }
  return [...lines, { from, to }];
}

/** A drawn bar is one word, the space before it too: its place is what it says. */
function longestWord(text: string): number {
  if (/[█▏]/.test(text)) return text.length;
  return Math.max(0, ...wordsOf(text).map(({ from, to }) => to - from));
}
