/** Blocks as text for a terminal. */
import { Chalk, type ChalkInstance } from 'chalk';
import TableOfLibrary from 'cli-table3';
import type { ColourLevel } from '../terminal/colour.js';
import { textOf, type Block, type Cell, type Table, type Tone } from './block.js';
import { layoutOf, linesWithin, type Layout } from './layout.js';
import { withoutControls } from './neutral.js';

/** Cells a line where no terminal says how many: in files and pipes. */
export const WIDTH_DEFAULT = 160;
const INDENT = '  ';

/** Ends in a line break. Without colours (level 0) it is plain text. */
export function toText(blocks: readonly Block[], level: ColourLevel, width = WIDTH_DEFAULT): string {
  const chalk = new Chalk({ level });
  const parts = blocks.map(neutral).map((block, place) => {
    const isApart = place > 0 && (block.type === 'heading' || block.type === 'title');
    return `${isApart ? '\n' : ''}${renderBlock(block, chalk, width)}`;
  });
  return `${parts.join('\n')}\n`;
}

function neutral(block: Block): Block {
  switch (block.type) {
    case 'title':
    case 'heading':
    case 'command':
      return { ...block, text: withoutControls(block.text) };
    case 'line':
      return { ...block, pieces: block.pieces.map(neutralCell) };
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map(neutralCell)) };
  }
}

function neutralCell(cell: Cell): Cell {
  if (typeof cell === 'string') return withoutControls(cell);
  return { ...cell, text: withoutControls(cell.text) };
}

function renderBlock(block: Block, chalk: ChalkInstance, width: number): string {
  switch (block.type) {
    case 'title':
      return renderHeading(block.text, chalk.bold.underline, width);
    case 'heading':
      return renderHeading(block.text, chalk.bold, width);
    case 'line':
      return renderLine(block.pieces, chalk, width);
    case 'command':
      // It is to be copied, so it stays in one piece.
      return `${INDENT}${chalk.cyan(block.text)}`;
    case 'table':
      return renderTable(block, chalk, width - INDENT.length);
  }
}

function renderHeading(text: string, paint: ChalkInstance, width: number): string {
  const lines = linesWithin(text, width).map(({ from, to }) => text.slice(from, to));
  return lines.map((line) => paint(line)).join('\n');
}

/** What follows the first line stands two cells further in than that. */
function renderLine(pieces: readonly Cell[], chalk: ChalkInstance, width: number): string {
  const indent = /^ */.exec(pieces.map(textOf).join(''))?.[0] ?? '';
  const lines = wrapped(pieces, width, `${indent}${INDENT}`);
  return renderPieces(lines, chalk);
}

/** Pieces cut into lines; each piece keeps its tone. */
function wrapped(pieces: readonly Cell[], width: number, indent: string): readonly (readonly Cell[])[] {
  const lines = linesWithin(pieces.map(textOf).join(''), width, indent.length);
  if (lines.length === 1) return [pieces];
  return lines.map(({ from, to }, place) => {
    const inLine = place === 0 ? [] : [indent];
    let start = 0;
    const cut = pieces.flatMap((piece): readonly Cell[] => {
      const text = textOf(piece).slice(Math.max(0, from - start), Math.max(0, to - start));
      start += textOf(piece).length;
      if (text === '') return [];
      return [typeof piece === 'string' ? text : { ...piece, text }];
    });
    return [...inLine, ...cut];
  });
}

function renderTable(table: Table, chalk: ChalkInstance, width: number): string {
  const layout = layoutOf(table, width);
  return layout.type === 'stacked' ? renderStacked(table, chalk, width) : renderColumns(table, layout, chalk);
}

/** No lines but spaces between columns: it can be copied into a mail, and cut with awk. */
const NO_LINES = [
  'top,top-mid,top-left,top-right,bottom,bottom-mid,bottom-left,bottom-right',
  'left,left-mid,mid,mid-mid,right,right-mid',
];
const CHARS = {
  ...Object.fromEntries(NO_LINES.flatMap((names) => names.split(',')).map((name) => [name, ''])),
  middle: INDENT,
};

function renderColumns(
  { columns, rows }: Table,
  { places, widths }: Extract<Layout, { type: 'columns' }>,
  chalk: ChalkInstance,
): string {
  const rendered = new TableOfLibrary({
    chars: CHARS,
    // The library has colours of its own, which no NO_COLOR would stop.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: places.map((place) => columns[place]?.align ?? 'left'),
  });
  const titles = columns.map(({ title }): Cell => ({ text: title, tone: 'dim' }));
  for (const row of [titles, ...rows]) {
    const cells = places.map((place, column) => wrapped([row[place] ?? ''], widths[column] ?? 0, ''));
    // A row for each line: of a cell with more the library measures all its text again, less one character
    // each time, which was three quarters of what `list` took.
    const lineCount = Math.max(...cells.map((lines) => lines.length));
    for (let line = 0; line < lineCount; line += 1)
      rendered.push(cells.map((lines) => renderPieces(lines.slice(line, line + 1), chalk)));
  }
  const missing = columns.filter((_, place) => !places.includes(place) && columns[place]?.title !== '');
  const remark = `(no room for: ${missing.map(({ title }) => title).join(', ')})`;
  const lines = [...rendered.toString().split('\n'), ...(missing.length === 0 ? [] : [chalk.dim(remark)])];
  return lines.map((text) => `${INDENT}${text}`.trimEnd()).join('\n');
}

/** The first cell of a row, and under it the others with their titles. */
function renderStacked({ columns, rows }: Table, chalk: ChalkInstance, width: number): string {
  const shown = rows.flatMap((row) =>
    columns.flatMap(({ title }, place) => {
      const cell = row[place] ?? '';
      if (textOf(cell) === '') return [];
      const pieces =
        place === 0 ? [INDENT, cell] : [`${INDENT}${INDENT}`, title === '' ? '' : `${title}: `, cell];
      return [renderLine(pieces, chalk, width + INDENT.length)];
    }),
  );
  return shown.join('\n');
}

function renderPieces(lines: readonly (readonly Cell[])[], chalk: ChalkInstance): string {
  return lines.map((line) => line.map((piece) => renderCell(piece, chalk)).join('')).join('\n');
}

function renderCell(cell: Cell, chalk: ChalkInstance): string {
  return typeof cell === 'string' ? cell : PAINTS[cell.tone](chalk)(cell.text);
}

const PAINTS: Readonly<Record<Tone, (chalk: ChalkInstance) => (text: string) => string>> = {
  plain: () => (text) => text,
  strong: (chalk) => chalk.bold,
  dim: (chalk) => chalk.dim,
  good: (chalk) => chalk.green,
  warn: (chalk) => chalk.yellow,
  bad: (chalk) => chalk.red.bold,
};
