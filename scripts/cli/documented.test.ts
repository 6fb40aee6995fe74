/** The pages that name what there is, against what there is. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { withoutMarkup } from '../../reports/blocks/neutral.js';
import { toMarkdown } from '../../reports/blocks/to-markdown.js';
import { layer } from '../../scenarios/index.js';
import { VERDICT_IDS } from '../../scenarios/verdicts/ids.js';
import { rows } from '../../scenarios/verdicts/rows/rows.js';
import { listBlocks } from './list.js';

test('docs/catalog.md is what `list` says; `npm run docs` writes it anew', (t) => {
  t.is(readFileSync('docs/catalog.md', 'utf8'), toMarkdown(listBlocks(layer)));
});

test('pages name no scenario and no variant that there is not', (t) => {
  const pages = [
    'README.md',
    ...['replaying', 'testing', 'comparing', 'documents'].map((page) => `docs/${page}.md`),
  ];
  const text = pages.map((page) => readFileSync(page, 'utf8')).join('\n');
  const known = new Set([...layer.listScenarios(), ...layer.listVariants()].map(({ name }) => name));
  const inTables = [...text.matchAll(/^\| `([a-z0-9-]+)` \|/gm)];
  const run = [...text.matchAll(/^stallgrind (?:run|sweep|compare) ([a-z0-9-]+)/gm)];
  const asserted = [...text.matchAll(/(?:run|assert)Scenario\('([a-z0-9-]+)'/g)];
  const named = [...inTables, ...run, ...asserted].map(([, name]) => name ?? '');
  t.true(inTables.length > 5 && run.length > 5 && asserted.length > 2);
  t.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
});

test('docs/verdicts.md has every claim that there is, as the rows word it; `npm run docs` writes it anew', (t) => {
  const page = readFileSync('docs/verdicts.md', 'utf8');
  const headings = [...page.matchAll(/^## ([RLE]\d+b?): (reproduced|refuted|holds|not-testable)$/gm)];
  t.deepEqual(
    headings.map(([, id]) => id),
    VERDICT_IDS,
  );
  for (const { id, claim, source, expected } of rows) {
    // As they are printed, to the letter: markup in them has to be escaped, once.
    for (const words of [claim, source, expected]) t.true(page.includes(withoutMarkup(words)), id);
  }
});

test('docs/verdicts.md has every regression and every latent bug reproduced: if one is not, code or row is wrong', (t) => {
  const page = readFileSync('docs/verdicts.md', 'utf8');
  const settled = [...page.matchAll(/^## ([RL]\d+): (\S+)$/gm)];
  t.is(settled.length, 44);
  t.deepEqual(
    settled.filter(([, , verdict]) => verdict !== 'reproduced').map(([heading]) => heading),
    [],
  );
});

test('what documented commands write is no business of the checks', (t) => {
  const pages = ['README.md', 'docs/schedules.md'].map((page) => readFileSync(page, 'utf8')).join('\n');
  const written = [...pages.matchAll(/^(?:npm run|stallgrind) .*(?:--out|--trace|--capsule|>) ([\w./-]+)/gm)];
  t.deepEqual(
    written.map(([, name]) => name),
    ['failures', 'trace.json', 'plan.json'],
  );
  const ignored = ['trace.json', 'failures/leader-loss-1.json', 'plan.json'];
  const checked = ['package.json', 'tsconfig.json', 'scripts/cli/cli.ts'];
  const asked = ['check-ignore', '--no-index', ...ignored, ...checked];
  const { stdout } = spawnSync('git', asked, { encoding: 'utf8' });
  t.deepEqual(stdout.trim().split('\n'), ignored);
});
