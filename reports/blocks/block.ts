/** A report as data: what it says, in the order in which it says it. Text and Markdown are made of the same blocks. */

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

export type Block =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'heading'; readonly text: string }
  /** One line of text, in pieces. */
  | { readonly type: 'line'; readonly pieces: readonly Cell[] }
  | {
      readonly type: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
    }
  /** Something to be typed. */
  | { readonly type: 'command'; readonly text: string };

/** Columns named like `ms>` stand to the right. */
export function table(titles: readonly string[], rows: readonly (readonly Cell[])[]): Block {
  const columns = titles.map((title): Column =>
    title.endsWith('>') ? { title: title.slice(0, -1), align: 'right' } : { title, align: 'left' },
  );
  return { type: 'table', columns, rows };
}

export function line(...pieces: readonly Cell[]): Block {
  return { type: 'line', pieces };
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
