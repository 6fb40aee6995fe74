/** One fault made smaller: fewer nodes, fewer fields, rounder numbers, certainty in place of luck. */
import type { FaultEntry, Target } from '../../../sim/faults/entry.js';
import { digits, withDigits } from './round.js';

type Fields = Readonly<Record<string, unknown>>;

/** The same fault with other fields, which may be one that no parser takes: that is seen when it runs. */
export function withFields(entry: FaultEntry, fields: Fields): FaultEntry {
  return { ...entry, ...fields };
}

/** `nodes`: all that a fault may name, for a link that is one of every node. */
export function* simplerEntries(entry: FaultEntry, nodes: readonly string[]): Iterable<FaultEntry> {
  for (const fields of fewerNodes(entry, nodes)) yield withFields(entry, fields);
  for (const name of Object.keys(entry)) {
    const rest = without(entry, name);
    // What says how long it lasts is no condition, and without it the fault lasts for good.
    if (OPTIONAL.includes(name)) yield rest;
  }
  yield* plainerValues(entry);
}

/** Where they are needed after all, the run refuses them. */
const OPTIONAL = 'message nth channel addMs factor syncOnly freeBytes shortWrites args'.split(' ');

function without(entry: FaultEntry, name: string): FaultEntry {
  const fields = Object.entries(entry).filter(([other]) => other !== name);
  return Object.fromEntries(fields) as unknown as FaultEntry;
}

function* fewerNodes(entry: FaultEntry, nodes: readonly string[]): Iterable<Fields> {
  if ('groups' in entry) for (const groups of fewerGroups(entry.groups)) yield { groups };
  else if ('nodes' in entry) for (const ring of eachLeftOut(entry.nodes)) yield { nodes: ring };
  else if ('from' in entry) {
    for (const from of narrower(entry.from, nodes)) yield { from };
    for (const to of narrower(entry.to, nodes)) yield { to };
  } else for (const target of narrower(entry.target, nodes)) yield { target };
}

/** Each node alone, and all but one. */
function* narrower(target: Target, nodes: readonly string[]): Iterable<Target> {
  if (typeof target === 'string') {
    if (target === '*') yield* nodes;
    return;
  }
  yield* target;
  if (target.length > 2) yield* eachLeftOut(target);
}

type Groups = readonly (readonly string[])[];

/** Without a group, as long as two are left; without a node of one. */
function* fewerGroups(groups: Groups): Iterable<Groups> {
  if (groups.length > 2) yield* eachLeftOut(groups);
  for (const [place, group] of groups.entries())
    if (group.length > 1) for (const fewer of eachLeftOut(group)) yield groups.with(place, fewer);
}

function* eachLeftOut<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (const place of items.keys()) yield items.toSpliced(place, 1);
}

/** What a crash loses, from the mildest: what is cut at a drawn place says least about the cause. */
export const LOSSES = ['none', 'all', 'prefix', 'sectors'] as const;

function* plainerValues(entry: FaultEntry): Iterable<FaultEntry> {
  if ('loses' in entry)
    for (const loses of LOSSES.slice(0, LOSSES.indexOf(entry.loses))) yield withFields(entry, { loses });
  if ('operations' in entry && entry.operations.length > 1) {
    for (const operation of entry.operations) yield withFields(entry, { operations: [operation] });
    if (entry.operations.length > 2)
      for (const operations of eachLeftOut(entry.operations)) yield withFields(entry, { operations });
  }
  for (const [name, value] of Object.entries(entry) as readonly (readonly [string, unknown])[]) {
    if (typeof value !== 'number' || name === 'atMs' || name === 'untilMs') continue;
    if (/probability$/i.test(name) && value < 1) yield withFields(entry, { [name]: 1 });
    if (name === 'bitCount' && value > 1) yield withFields(entry, { bitCount: 1 });
    for (let count = 1; count < digits(value); count += 1)
      for (const rounder of withDigits(value, count)) yield withFields(entry, { [name]: rounder });
  }
}
