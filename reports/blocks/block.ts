/** A report as data: what it says, in its order. Text and Markdown are made of the same blocks. */

import { capped, grouped } from './format.js';

/** What a piece of text means to the reader; a terminal shows it as a colour. */
export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'warn' | 'bad';

export interface Toned {
  readonly text: string;
  readonly tone: Tone;
}

export type Cell = string | Toned;

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface Table {
  readonly type: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Titles of columns that a narrow terminal can do without; the first goes first. */
  readonly dropFirst: readonly string[];
}

export type Block =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'heading'; readonly text: string }
  /** One line of text, in pieces. */
  | { readonly type: 'line'; readonly pieces: readonly Cell[] }
  | Table
  /** Something to be typed. */
  | { readonly type: 'command'; readonly text: string };

/** Columns named like `ms>` stand to the right. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  dropFirst: readonly string[] = [],
): Table {
  const columns = titles.map((title): Column =>
    title.endsWith('>') ? { title: title.slice(0, -1), align: 'right' } : { title, align: 'left' },
  );
  return { type: 'table', columns, rows, dropFirst };
}

export function line(...pieces: readonly Cell[]): Block {
  return { type: 'line', pieces };
}

/** A heading, at most `rowsMax` rows (default: all), and how many are left out; nothing without rows. */
export function cappedTable(
  title: string,
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  { rowsMax = Infinity, what = 'more', dropFirst }: CappedTableOptions = {},
): readonly Block[] {
  if (rows.length === 0) return [];
  const { shown, leftOut } = capped(rows, rowsMax);
  return [heading(title), table(titles, shown, dropFirst), ...leftOutLine(leftOut, what)];
}

interface CappedTableOptions {
  readonly rowsMax?: number;
  /** What is left out. Default `more`. */
  readonly what?: string;
  readonly dropFirst?: readonly string[];
}

/** Says that a list was cut; nothing where it was not. */
export function leftOutLine(leftOut: number, what = 'more'): readonly Block[] {
  return leftOut === 0 ? [] : [line(toned('dim', `  and ${grouped(leftOut)} ${what}`))];
}

export function heading(text: string): Block {
  return { type: 'heading', text };
}

export function toned(tone: Tone, text: string): Toned {
  return { text, tone };
}

export function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
