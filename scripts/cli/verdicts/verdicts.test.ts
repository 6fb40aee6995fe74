import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { verdictsTable } from '../../../reports/verdicts/verdicts-report.js';
import { verdictsDocument } from '../../../scenarios/verdicts/document.js';
import { layer } from '../testkit/fake-layer.js';
import { fieldOf, newFolder, runFake } from '../testkit/run-fake.js';

test('verdicts come in the order of the rows, whatever the order asked for', async (t) => {
  const { code, stdout } = await runFake(['verdicts', '--only', 'L1,R1', '--json']);
  t.is(code, 0);
  t.is(fieldOf(stdout, 'schema'), 'stallgrind/verdicts@1');
  t.like(fieldOf(stdout, 'rows'), [
    { id: 'R1', verdict: 'reproduced' },
    { id: 'L1', verdict: 'refuted' },
  ]);
  t.like(fieldOf(stdout, 'figures'), [{ id: 'R1', errorPercent: 10 }, { id: 'L1' }]);
});

test('a page is written whole, with the commands', async (t) => {
  const file = join(newFolder(), 'verdicts.md');
  const { code } = await runFake(['verdicts', '--only', 'R1', '--out', file]);
  t.is(code, 0);
  const page = readFileSync(file, 'utf8');
  t.regex(page, /## R1: reproduced/);
  t.regex(page, /stallgrind run passes --seed 1/);
});

test('a run that breaks ends it with the id, and nothing is written', async (t) => {
  const folder = newFolder();
  const { code, stderr } = await runFake(['verdicts', '--out', join(folder, 'verdicts.md')]);
  t.is(code, 1);
  t.regex(stderr, /E1: the run broke/);
  t.deepEqual(readdirSync(folder), []);
});

test('the table ends with the line that tells all of one, to be typed as it is', async (t) => {
  const document = verdictsDocument([await layer.settleVerdict('L1'), await layer.settleVerdict('R1')]);
  t.deepEqual(verdictsTable(document).at(-1), { type: 'command', text: 'stallgrind verdicts --only L1' });
});

test('an unknown id is refused, with those that there are', async (t) => {
  const { code, stderr } = await runFake(['verdicts', '--only', 'R1,R99']);
  t.is(code, 1);
  t.regex(stderr, /unknown verdict "R99"; there are R1, L1, E1/);
});
