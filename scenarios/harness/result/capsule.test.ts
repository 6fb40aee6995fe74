import test from 'ava';
import { resolveSettings } from '../settings/resolve.js';
import { makeCapsule, parseCapsule } from './capsule.js';
import { rawRun } from './testkit/raw-run.js';
import { toRunResult } from './to-run-result.js';
import { VERDICTS } from './verdict.js';

const capsule = makeCapsule(
  toRunResult(
    rawRun({
      resolved: resolveSettings({ scenario: { 'topic.partitions': 5 } }),
      schedule: [{ id: 'f1', type: 'isolate', target: 'n2', atMs: 4000, untilMs: 30_000 }],
      evidence: { checkpoints: [{ event: 512, atMs: 12.5, hash: 'aaaaaaaabbbbbbbb' }], eventLog: [] },
    }),
  ),
);
const written = JSON.stringify(capsule, null, 2);
const changed = (fields: object): string => JSON.stringify({ ...capsule, ...fields });

test('what is written reads back the same', (t) => {
  t.deepEqual(parseCapsule(written, 'c.json'), capsule);
  t.deepEqual(parseCapsule(`\uFEFF${written}`, 'c.json'), capsule);
});

const refusals: readonly (readonly [string, string, string])[] = [
  ['an empty file', '', 'is empty'],
  ['a truncated file', written.slice(0, 200), 'is cut off: the JSON ends before it is complete'],
  [
    'a newer version',
    changed({ schema: 'stallgrind/capsule@2' }),
    'was written by a newer stallgrind (stallgrind/capsule@2); this one reads stallgrind/capsule@1',
  ],
  [
    'another document',
    changed({ schema: 'stallgrind/run@1' }),
    'is stallgrind/run@1, not stallgrind/capsule@1',
  ],
  ['no document at all', '[1, 2]', 'names no schema; it should be stallgrind/capsule@1'],
  [
    'what is nested without bound',
    '{"a":['.repeat(100_000),
    'is nested 200000 levels deep; at most 100 are read',
  ],
  ['an unknown field', changed({ sede: 4 }), 'unknown field sede'],
  ['a seed that is not there', changed({ seed: undefined }), 'seed: is missing'],
  ['a seed below all', changed({ seed: -1 }), 'seed: is less than 0'],
  ['a seed above all', changed({ seed: 2 ** 32 }), 'seed: is more than 4294967295'],
  ['a seed that is a text', changed({ seed: '7' }), 'seed: is not of type number'],
  ['a verdict that there is not', changed({ verdict: 'won' }), `verdict: is none of ${VERDICTS.join(', ')}`],
  ['a damaged hash', changed({ hash: 'xyz' }), 'hash: is not 16 hex digits'],
];

for (const [what, text, problem] of refusals) {
  test(`${what} is refused in one line that names file and problem`, (t) => {
    t.throws(() => parseCapsule(text, 'c.json'), {
      name: 'UsageError',
      message: `capsule c.json: ${problem}`,
    });
  });
}

test('a seed that is none and text that is no JSON are refused, each in one line', (t) => {
  t.throws(() => parseCapsule(changed({ seed: -1 }), 'c.json'), {
    message: /^capsule c\.json: seed: [^\n]+$/,
  });
  t.throws(() => parseCapsule('{"a": nope}', 'c.json'), {
    message: /^capsule c\.json: is not JSON: [^\n]+$/,
  });
});

test('a capsule cut off anywhere is refused, never read in part', (t) => {
  for (let length = 0; length < written.length; length += 1) {
    t.throws(() => parseCapsule(written.slice(0, length), 'c.json'), {
      message: /^capsule c\.json: is (empty|cut off)/,
    });
  }
});
