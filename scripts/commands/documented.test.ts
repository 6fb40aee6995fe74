/** The pages that name what there is, against what there is. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { toMarkdown } from '../../reports/blocks/to-markdown.js';
import { layer } from '../../scenarios/index.js';
import { KINDS, listBlocks } from './list.js';

test('docs/catalog.md is what `list` says; `npm run docs` writes it anew', (t) => {
  t.is(readFileSync('docs/catalog.md', 'utf8'), toMarkdown(listBlocks(KINDS, layer)));
});

test('README.md names no scenario and no variant that there is not', (t) => {
  const rows = readFileSync('README.md', 'utf8').split('\n');
  const known = new Set([...layer.listScenarios(), ...layer.listVariants()].map(({ name }) => name));
  const named = rows.flatMap((row) => /^\| `([a-z0-9-]+)` \|/.exec(row)?.[1] ?? []);
  t.true(named.length > 10);
  t.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
});
