/**
 * A fault in a person's words, for tables and timelines.
 */
import { assert } from '../checks/assert.js';
import type { End, FaultEntry, LinkFields, MarkedMoment, Start, Target } from './entry.js';
import { undoVerb, wordsOf } from './verbs.js';

/** One line: type, target, beginning, end. */
export function describeFault(entry: FaultEntry): string {
  const begin = `${wordsOf(entry, targetOf(entry))} ${momentOf(entry.atMs, entry.at)}`;
  const undo = undoVerb(entry.type);
  const end = 'untilMs' in entry || 'until' in entry ? endOf(entry) : null;
  if (undo === null) return begin;
  return end === null ? `${begin}, for good` : `${begin}, ${undo} ${end}`;
}

/** Whom it strikes, short enough for a column: `n2`, `n1->n2 rpc`, `n1|n2,n3`. */
export function targetOf(entry: FaultEntry): string {
  if ('groups' in entry) return entry.groups.map((group) => group.join(',')).join('|');
  if ('nodes' in entry) return entry.nodes.join(',');
  return 'from' in entry ? linkOf(entry) : nodesOf(entry.target);
}

function linkOf(link: LinkFields): string {
  const ends = `${nodesOf(link.from)}->${nodesOf(link.to)}`;
  return link.channel === undefined ? ends : `${ends} ${link.channel}`;
}

function nodesOf(target: Target): string {
  return typeof target === 'string' ? target : target.join(',');
}

function endOf(entry: End): string | null {
  return entry.untilMs === undefined && entry.until === undefined
    ? null
    : momentOf(entry.untilMs, entry.until);
}

function momentOf(timeMs: Start['atMs'], moment: MarkedMoment | undefined): string {
  if (timeMs !== undefined) return `at ${timeMs} ms`;
  assert(moment !== undefined, 'a moment is a time or a mark');
  const after = moment.plusMs === 0 ? 'as' : `${moment.plusMs} ms after`;
  return `${after} ${moment.node === '*' ? 'any node' : moment.node} marks ${moment.mark}`;
}
