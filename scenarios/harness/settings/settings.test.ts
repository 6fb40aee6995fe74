import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { seamNames } from '../../../broker-core/historic/table.js';
import { parseAssignments } from './assignments.js';
import { checkValue } from './check.js';
import { editDistance, nearNames, unknownName } from './unknown-name.js';
import { trackReads } from './reads.js';
import { resolveSettings } from './resolve.js';
import { layer } from '../../index.js';
import type { Knobs } from './areas/knob.js';
import { KNOBS, listKnobs } from './table.js';

test('every knob has a default that it may hold, and a sentence that ends', (t) => {
  const knobs: readonly Knobs[] = [KNOBS, ...layer.listScenarios().map((scenario) => scenario.knobs)];
  for (const [name, knob] of knobs.flatMap((some) => Object.entries(some))) {
    t.true(checkValue(knob, knob.default).ok, name);
    t.regex(knob.doc, /^[A-Z].*[.]$/, name);
  }
});

test('quantities have their unit in their name', (t) => {
  const endings = { ms: /Ms$|\.ms$/, us: /Us$/, B: /Bytes$/, 'B/s': /BytesPerS$/, ticks: /Ticks$/ };
  const own = layer.listScenarios().flatMap(({ knobs }) => listKnobs(knobs));
  for (const { name, unit } of [...listKnobs(), ...own]) {
    for (const [word, ending] of Object.entries(endings))
      t.is(ending.test(name), unit === word, `${name} in ${word}`);
  }
});

test('a later layer wins: default, scenario, variant, person', (t) => {
  const layers = {
    scenario: { 'cluster.nodes': 5, 'topic.partitions': 6, 'client.count': 128 },
    variant: { 'topic.partitions': 7, 'client.count': 129 },
    set: { 'client.count': 130 },
  };
  const { settings, given } = resolveSettings(layers);
  t.deepEqual(given, { 'cluster.nodes': 5, 'topic.partitions': 7, 'client.count': 130 });
  t.is(settings['cluster.nodes'], 5);
  t.is(settings['disk.syncUs'], 1500);
});

test('a setting that equals the default is still one that was given', (t) => {
  t.deepEqual(resolveSettings({ set: { 'cluster.nodes': 3 } }).given, { 'cluster.nodes': 3 });
});

test('null gives a knob back to the client profile, after another layer had set it', (t) => {
  const { settings, given } = resolveSettings({
    scenario: { 'client.retries': 3 },
    set: { 'client.retries': null },
  });
  t.is(settings['client.retries'], null);
  t.deepEqual(given, { 'client.retries': null });
});

const refusals: readonly (readonly [string, unknown, string])[] = [
  ['cluster.nodes', 0, 'cluster.nodes cannot be 0; it is an integer from 1 to 9'],
  ['cluster.nodes', 2.5, 'cluster.nodes cannot be 2.5; it is an integer from 1 to 9'],
  ['cluster.nodes', null, 'cluster.nodes cannot be null; it is an integer from 1 to 9'],
  ['cluster.nodes', NaN, 'cluster.nodes cannot be NaN; it is an integer from 1 to 9'],
  ['raft.tickMs', 'fast', 'raft.tickMs cannot be "fast"; it is an integer from 1 to 60000 ms'],
  ['network.lossProbability', 1, 'network.lossProbability cannot be 1; it is a number from 0 to 0.99'],
  ['wal.commit', 'later', 'wal.commit cannot be "later"; it is one of notify, tick, notify-or-tick'],
  ['raft.preVote', 'yes', 'raft.preVote cannot be "yes"; it is true or false'],
  [
    'client.acks',
    '2',
    'client.acks cannot be "2"; it is one of all, 1, 0, or null: as the client profile has it',
  ],
  ['topic.partition', 3, 'unknown knob "topic.partition"; did you mean topic.partitions?'],
  ['toString', 3, 'unknown knob "toString"; there are '],
];

for (const [name, value, line] of refusals) {
  test(`${name} = ${String(value)} is refused`, (t) => {
    const error = t.throws(() => resolveSettings({ set: { [name]: value } }), { name: 'UsageError' });
    t.true(error.message.startsWith(line), error.message);
    t.false(error.message.includes('\n'));
  });
}

test('every mistake is told at once, each in a line of its own', (t) => {
  const error = t.throws(() => resolveSettings({ set: { 'disk.sync': 1, 'cpu.workers': 0 } }));
  t.is(error.message.split('\n').length, 2);
});

test('a heartbeat that is not shorter than what waits for it is refused', (t) => {
  t.throws(() => resolveSettings({ set: { 'raft.heartbeatTicks': 20 } }), {
    message: /not below raft\.electionTicks/,
  });
  t.throws(() => resolveSettings({ set: { 'broker.sessionTimeoutMs': 2000 } }), {
    message: /every broker would be taken for dead/,
  });
  t.throws(() => resolveSettings({ set: { 'consumerGroup.heartbeatMs': 10_000 } }), {
    message: /every member would be taken for dead/,
  });
});

test('assignments are read by the type of their knob', (t) => {
  const texts = [
    'cluster.nodes=5',
    'raft.preVote=true',
    'client.acks=1',
    'client.retries=by-profile',
    'network.lossProbability=1e-2',
  ];
  t.deepEqual(parseAssignments(texts, null, []), {
    'cluster.nodes': 5,
    'raft.preVote': true,
    'client.acks': '1',
    'client.retries': null,
    'network.lossProbability': 0.01,
  });
});

test('a text that is no number stays a text, and is refused with the range', (t) => {
  for (const text of ['', ' 3', '0x10', '3ms', 'Infinity']) {
    const set = parseAssignments([`cluster.nodes=${text}`], null, []);
    t.throws(() => resolveSettings({ set }), { message: /an integer from 1 to 9$/ }, text);
  }
});

test('an assignment without a value says how to write one', (t) => {
  t.throws(() => parseAssignments(['cluster.nodes'], null, []), {
    message: '--set cluster.nodes has no value; write --set cluster.nodes=3',
  });
  t.throws(() => parseAssignments(['clusternodes=3'], null, []), {
    message: 'unknown knob "clusternodes"; did you mean cluster.nodes?',
  });
});

test('reads are told apart from what was never read', (t) => {
  const { settings, reads } = trackReads(resolveSettings({}).settings);
  t.is(settings['raft.tickMs'], 100);
  t.is(settings['client.acks'], null);
  t.deepEqual([...reads], ['raft.tickMs', 'client.acks']);
});

test('edit distance counts slips of the pen', (t) => {
  t.deepEqual([editDistance('', ''), editDistance('abc', ''), editDistance('', 'ab')], [0, 3, 2]);
  t.deepEqual(
    [editDistance('kitten', 'sitting'), editDistance('ab', 'ba'), editDistance('abc', 'abc')],
    [3, 1, 0],
  );
});

test('near names: slips first, then parts of names; none when nothing is near', (t) => {
  const names = ['steady-produce', 'sync-stall', 'create-topic-storm', 'topic-creation-cascade'];
  t.deepEqual(nearNames('stedy-produce', names), ['steady-produce']);
  t.deepEqual(nearNames('cascade', names), ['topic-creation-cascade']);
  t.is(unknownName('scenario', 'zzz', names), `unknown scenario "zzz"; there are ${names.join(', ')}`);
});

test('no two areas have a knob of one name: the one would take the place of the other, unseen', (t) => {
  const folder = 'scenarios/harness/settings/areas';
  const areas = readdirSync(folder).filter((file) => file !== 'knob.ts');
  const named = areas.flatMap((file) =>
    readFileSync(`${folder}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line) => /^ {2}'?([a-zA-Z][\w.]*)'?: /.exec(line)?.[1] ?? []),
  );
  t.deepEqual([...named, ...seamNames].sort(), Object.keys(KNOBS).sort());
});
