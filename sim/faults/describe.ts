/**
 * A fault in a person's words, for tables and timelines.
 */
import { assert } from '../machine/network/assert.js';
import type { End, FaultEntry, LinkFields, MarkedMoment, Start, Target } from './entry.js';
import { undoVerb } from './verbs.js';

/** One line: what, whom, from when, until when. */
export function describeFault(entry: FaultEntry): string {
  const begin = `${whatHappens(entry)} ${momentOf(entry.atMs, entry.at)}`;
  const undo = undoVerb(entry.type);
  const end = 'untilMs' in entry || 'until' in entry ? endOf(entry) : null;
  if (undo === null) return begin;
  return end === null ? `${begin}, for good` : `${begin}, ${undo} ${end}`;
}

/** Whom it strikes, short enough for a column: `n2`, `n1->n2 rpc`, `n1|n2,n3`. */
export function targetOf(entry: FaultEntry): string {
  switch (entry.type) {
    case 'partition':
      return entry.groups.map((group) => group.join(',')).join('|');
    case 'ring':
      return entry.nodes.join(',');
    case 'cut':
      return linkOf(entry);
    case 'slowLink':
    case 'lossyLink':
    case 'duplicateLink':
    case 'reorderLink':
    case 'hold':
      return linkOf(entry);
    case 'isolate':
    case 'crash':
    case 'wipe':
    case 'pause':
    case 'stallDisk':
    case 'slowDisk':
    case 'failDisk':
    case 'fullDisk':
    case 'lyingSync':
    case 'slowCpu':
    case 'clockOffset':
    case 'clockDrift':
    case 'rotDisk':
    case 'misdirectDisk':
    case 'command':
      return nodesOf(entry.target);
  }
}

function whatHappens(entry: FaultEntry): string {
  const target = targetOf(entry);
  switch (entry.type) {
    case 'partition':
      return `partition ${target}`;
    case 'isolate':
      return `isolate ${target} from all others`;
    case 'cut':
      return `cut ${target}, one way`;
    case 'ring':
      return `ring ${target}: each reaches only its neighbours`;
    case 'slowLink':
      return `slow ${target} by ${slownessOf(entry)}`;
    case 'lossyLink':
      return `lose ${percent(entry.lossProbability)} of ${target}`;
    case 'duplicateLink':
      return `duplicate ${percent(entry.duplicateProbability)} of ${target}`;
    case 'reorderLink':
      return `reorder ${percent(entry.reorderProbability)} of ${target}`;
    case 'hold':
      return `hold ${target}`;
    case 'crash':
      return `crash ${target}, losing ${LOSSES[entry.loses]} of what was not synced`;
    case 'wipe':
      return `crash ${target} and wipe its disk`;
    case 'pause':
      return `pause ${target}`;
    case 'stallDisk':
      return `stall ${entry.syncOnly === true ? 'syncs' : 'the disk'} of ${target}`;
    case 'slowDisk':
      return `slow the disk of ${target} ${entry.factor} times`;
    case 'failDisk':
      return `fail ${percent(entry.probability)} of ${entry.operations.join(', ')} on the disk of ${target}`;
    case 'fullDisk':
      return `leave ${entry.freeBytes ?? 0} bytes on the disk of ${target}`;
    case 'lyingSync':
      return `let syncs of ${target} lie`;
    case 'slowCpu':
      return `slow the cpu of ${target} ${entry.factor} times`;
    case 'clockOffset':
      return `set the clock of ${target} off by ${entry.offsetMs} ms`;
    case 'clockDrift':
      return `let the clock of ${target} drift by ${entry.ppm} ppm`;
    case 'rotDisk':
      return `flip ${entry.bitCount} bits of ${entry.path} on ${target}`;
    case 'misdirectDisk':
      return `misdirect ${percent(entry.probability)} of the writes of ${target}`;
    case 'command':
      return `command ${entry.name} on ${target}`;
  }
}

const LOSSES = {
  none: 'none',
  prefix: 'all but a prefix',
  sectors: 'all but some sectors',
  all: 'all',
} as const;

function slownessOf(entry: { readonly addMs?: number; readonly factor?: number }): string {
  const parts: string[] = [];
  if (entry.factor !== undefined) parts.push(`${entry.factor} times`);
  if (entry.addMs !== undefined) parts.push(`${entry.addMs} ms`);
  return parts.join(' and ');
}

function percent(probability: number): string {
  return `${Math.round(probability * 100_000) / 1000} %`;
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
