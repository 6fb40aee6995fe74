/** Fits a table into a width: wraps its text, leaves out columns that can be missed, or stacks the cells of each row. */
import { textOf, type Cell, type Table } from './block.js';
import { longestWord } from './wrap.js';

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
