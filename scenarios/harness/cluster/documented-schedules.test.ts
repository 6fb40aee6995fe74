/** What docs/schedules.md says of schedules holds. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseSchedule } from '../../../sim/faults/parse.js';
import { FAULT_TYPES, fieldsOf, isFaultType, undoVerb } from '../../../sim/faults/verbs.js';
import { resolveSettings } from '../settings/resolve.js';
import { isKnownRole } from './roles.js';
import { vocabularies } from './vocabularies.js';

const TEXT = readFileSync('docs/schedules.md', 'utf8');
const SETTINGS = resolveSettings({ set: { 'cluster.nodes': 5 } }).settings;
const NODES = ['n1', 'n2', 'n3', 'n4', 'n5', 'c1'];
const schedules = [...TEXT.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']): unknown => JSON.parse(json));

test('every schedule on the page is one', (t) => {
  t.true(schedules.length >= 4);
  for (const schedule of schedules) {
    const parsed = parseSchedule(schedule, { nodes: NODES, ...vocabularies(SETTINGS) });
    t.deepEqual(parsed.ok ? [] : parsed.errors, []);
  }
});

test('every type of fault is in one of them', (t) => {
  const types = new Set(schedules.flat().map((entry) => (entry as { readonly type: string }).type));
  t.deepEqual([...types].sort(), [...FAULT_TYPES].sort());
});

test('the tables name every field of each type, those that may be left out with a question mark, and what ends it', (t) => {
  for (const type of FAULT_TYPES.filter(isFaultType)) {
    const row = TEXT.split('\n').find((line) => line.startsWith(`| \`${type}\` |`)) ?? '';
    const fields = [...fieldsOf(type)].map(([name, { optional }]) => `\`${name}${optional ? '?' : ''}\``);
    t.true(row.includes(`| ${fields.join(', ')} |`), `${type}: ${fields.join(', ')}`);
    const undo = undoVerb(type);
    if (undo !== null) t.true(row.endsWith(`| \`${undo}\` |`), `${type} is ended by ${undo}`);
  }
});

test('every role on the page is one that a cluster knows', (t) => {
  const roles = [...TEXT.matchAll(/`((?:leader|followers?) of [^`]+)`/g)].map(([, role = '']) => role);
  t.true(roles.length >= 6);
  for (const role of roles) t.true(isKnownRole(role), role);
});
