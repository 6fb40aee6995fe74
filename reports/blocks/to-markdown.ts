/** Blocks as Markdown, for a pull request or a wiki. */
import { textOf, type Block, type Cell, type Column } from './block.js';
import { withoutControls, withoutMarkup } from './neutral.js';

/** Ends in a line break. */
export function toMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(renderBlock).join('\n\n')}\n`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'title':
      return `# ${withoutMarkup(block.text)}`;
    case 'heading':
      return `## ${withoutMarkup(block.text)}`;
    case 'line':
      return block.pieces.map(renderCell).join('');
    case 'command':
      return `\`\`\`sh\n${withoutControls(block.text)}\n\`\`\``;
    case 'table':
      return renderTable(block.columns, block.rows);
  }
}

function renderTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const head = `| ${columns.map(({ title }) => title).join(' | ')} |`;
  const rule = `| ${columns.map(({ align }) => (align === 'right' ? '---:' : '---')).join(' | ')} |`;
  const body = rows.map((row) => `| ${row.map((cell) => escaped(renderCell(cell))).join(' | ')} |`);
  return [head, rule, ...body].join('\n');
}

/** What matters is bold; Markdown has no colours. */
function renderCell(cell: Cell): string {
  const text = withoutMarkup(textOf(cell));
  if (typeof cell === 'string' || text.trim() === '') return text;
  return cell.tone === 'bad' || cell.tone === 'strong' ? `**${text}**` : text;
}

/** A bar would begin the next cell. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
