/** What happened in the run, in the words that the nodes themselves left. */
import type { NoteFigures } from '../../scenarios/harness/result/run-result.js';
import { heading, leftOutLine, table, type Block } from '../blocks/block.js';
import { capped, grouped } from '../blocks/format.js';

const NOTES_MAX = 40;

export function happeningBlocks(notes: readonly NoteFigures[]): readonly Block[] {
  if (notes.length === 0) return [];
  const { shown, leftOut } = capped(notes, NOTES_MAX);
  const rows = shown.map(({ atMs, node, text }) => [grouped(atMs), node, text]);
  return [heading('What happened'), table(['at ms>', 'node', 'what'], rows), ...leftOutLine(leftOut)];
}
