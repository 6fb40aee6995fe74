/** Blocks as text for a terminal. */
import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import type { ColourLevel } from '../terminal/colour.js';
import { textOf, type Block, type Cell, type Tone } from './block.js';

/** Ends in a line break. Without colours (level 0) it is plain text. */
export function toText(blocks: readonly Block[], level: ColourLevel): string {
  const chalk = new Chalk({ level });
  const parts = blocks.map((block, place) => {
    const isApart = place > 0 && (block.type === 'heading' || block.type === 'title');
    return `${isApart ? '\n' : ''}${renderBlock(block, chalk)}`;
  });
  return `${parts.join('\n')}\n`;
}

function renderBlock(block: Block, chalk: ChalkInstance): string {
  switch (block.type) {
    case 'title':
      return chalk.bold.underline(block.text);
    case 'heading':
      return chalk.bold(block.text);
    case 'line':
      return block.pieces.map((piece) => renderCell(piece, chalk)).join('');
    case 'command':
      return `  ${chalk.cyan(block.text)}`;
    case 'table':
      return renderTable(block, chalk);
  }
}

/** No lines but spaces between columns: it can be copied into a mail, and cut with awk. */
const CHARS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

function renderTable({ columns, rows }: Extract<Block, { type: 'table' }>, chalk: ChalkInstance): string {
  const rendered = new Table({
    chars: CHARS,
    // The library has colours of its own, which no NO_COLOR would stop.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map(({ align }) => align),
  });
  rendered.push(columns.map(({ title }) => chalk.dim(title)));
  for (const row of rows) rendered.push(row.map((cell) => renderCell(cell, chalk)));
  const lines = rendered.toString().split('\n');
  return lines.map((text) => `  ${text}`.trimEnd()).join('\n');
}

function renderCell(cell: Cell, chalk: ChalkInstance): string {
  return typeof cell === 'string' ? cell : paint(cell.tone, chalk)(textOf(cell));
}

function paint(tone: Tone, chalk: ChalkInstance): (text: string) => string {
  switch (tone) {
    case 'plain':
      return (text) => text;
    case 'strong':
      return chalk.bold;
    case 'dim':
      return chalk.dim;
    case 'good':
      return chalk.green;
    case 'warn':
      return chalk.yellow;
    case 'bad':
      return chalk.red.bold;
  }
}
