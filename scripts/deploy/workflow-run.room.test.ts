/**
 * The scripts of the workflow, job by job, in a repository that has `stallgrind` and a scenario of its own.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { newFolder } from '../cli/testkit/run-fake.js';
import { ROOT } from './testkit/files.js';
import { runWorkflow, type JobRan } from './testkit/run-workflow.js';
import { workflowIn } from './testkit/workflow.js';

const CONTEXT = {
  github: {
    ref: 'refs/pull/7/merge',
    event_name: 'pull_request',
    event: { pull_request: { number: 7, head: { repo: { full_name: 'someone/store' } } } },
    repository: 'someone/store',
    server_url: 'https://github.example',
    run_number: 12,
    run_id: 3_000_000_001,
    run_attempt: 1,
    token: 'none',
  },
  inputs: { first: '', seeds: '12' },
};

/** `args`: what the swarm is of. */
async function pushed(
  context: typeof CONTEXT,
  args: string,
): Promise<{ readonly jobs: Readonly<Record<string, JobRan>>; readonly folder: string }> {
  const folder = newFolder();
  const [repository, bin] = [join(folder, 'repository'), join(folder, 'bin')];
  for (const one of [repository, bin, join(repository, 'corpus')]) mkdirSync(one);
  const manifest = {
    name: 'store',
    version: '1.0.0',
    private: true,
    scripts: { test: 'echo properties hold' },
  };
  writeFileSync(join(repository, 'package.json'), JSON.stringify(manifest));
  const lock = { name: 'store', version: '1.0.0', lockfileVersion: 3, packages: { '': { name: 'store' } } };
  writeFileSync(join(repository, 'package-lock.json'), JSON.stringify(lock));
  // A swarm of the whole catalog takes longer than a test should.
  const cli = join(ROOT, 'dist', 'scripts', 'cli', 'cli.js');
  const npx = `#!/bin/bash\nshift\nif [ "$1 $2" = 'sweep swarm' ]; then set -- "$@" ${args} --jobs 1; fi\nexec '${process.execPath}' '${cli}' "$@"\n`;
  const gh = `#!/bin/bash\necho "$@" > '${folder}/asked'\ncat comment.md > '${folder}/comment.md'\n`;
  for (const [name, text] of Object.entries({ npx, gh })) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const passing = { scenario: 'topic-creation', seed: 1, variant: 'reference' };
  await writeCapsule(join(repository, 'corpus', 'mended.json'), passing);
  return {
    folder,
    jobs: await runWorkflow(workflowIn('github/stallgrind.yml'), { repository, folder, bin, context }),
  };
}

async function writeCapsule(
  file: string,
  { scenario, seed, variant }: { readonly scenario: string; readonly seed: number; readonly variant: string },
): Promise<void> {
  const { runScenario } = await import('../../scenarios/index.js');
  const { makeCapsule } = await import('../../scenarios/harness/result/capsule.js');
  const capsule = makeCapsule(await runScenario(scenario, { seed, variant, causes: 'none' }));
  const program = { version: '0.1.0', code: '0000000000000000' };
  writeFileSync(file, JSON.stringify({ ...capsule, program }));
}

const resultsOf = (jobs: Readonly<Record<string, JobRan>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result]));

const DOCUMENTED = '--only topic-creation --variant forward-then-register --expect nothing';

test('a pull request whose swarm finds something: capsules, a report, and a comment that says it', async (t) => {
  t.timeout(600_000);
  const { jobs, folder } = await pushed(CONTEXT, DOCUMENTED);
  const log = Object.values(jobs)
    .map((job) => job.log)
    .join('');
  t.deepEqual(
    resultsOf(jobs),
    { tests: 'success', seeds: 'success', swarm: 'failure', merge: 'failure', comment: 'success' },
    log,
  );
  t.regex(jobs['tests']?.log ?? '', /properties hold[^]*1 capsule/);
  // Run 12, attempt 1, of ten thousand seeds each.
  t.is(jobs['seeds']?.outputs['range'], '1930001..1930012');
  t.is(jobs['seeds']?.summary, 'seeds 1930001..1930012\n');
  const artifacts = (name: string): readonly string[] => readdirSync(join(folder, 'artifacts', name)).sort();
  t.deepEqual(artifacts('.'), ['capsules', 'report', 'shard-1', 'shard-2', 'shard-3', 'shard-4']);
  const ofShards = [1, 2, 3, 4].flatMap((shard) => artifacts(`shard-${shard}`));
  const capsules = ofShards.filter((file) => file.endsWith('.json')).sort();
  t.true(capsules.length > 0);
  t.deepEqual(artifacts('capsules'), [...capsules, 'sweep.jsonl'].sort());
  const report = readFileSync(join(folder, 'artifacts', 'report', 'report.md'), 'utf8');
  t.regex(report, /^# Sweep of a bounded swarm of topic-creation\n[^]*12 runs: /);
  t.is(jobs['merge']?.summary, report);
  t.is(
    readFileSync(join(folder, 'comment.md'), 'utf8'),
    `${report}\nSeeds 1930001..1930012; capsules: https://github.example/someone/store/actions/runs/3000000001\n`,
  );
  t.is(
    readFileSync(join(folder, 'asked'), 'utf8'),
    'pr comment 7 --edit-last --create-if-none --body-file comment.md\n',
  );
});

test('one that finds nothing is green; a fork gets no comment; seeds that are asked for are taken', async (t) => {
  t.timeout(600_000);
  const { github } = CONTEXT;
  const fork = { pull_request: { number: 8, head: { repo: { full_name: 'stranger/store' } } } };
  const context = { github: { ...github, event: fork }, inputs: { first: '5', seeds: '4' } };
  const { jobs } = await pushed(context, '--only topic-creation');
  t.deepEqual(resultsOf(jobs), {
    ...{ tests: 'success', seeds: 'success', swarm: 'success', merge: 'success', comment: 'skipped' },
  });
  t.is(jobs['seeds']?.outputs['range'], '5..8');
});

test('seeds that are no numbers run nothing', async (t) => {
  const wrong = { ...CONTEXT, inputs: { first: 'a[$(touch here)]', seeds: '4' } };
  const { jobs } = await pushed(wrong, '--only topic-creation');
  t.deepEqual([jobs['seeds']?.result, jobs['swarm']?.result], ['failure', 'skipped']);
  t.deepEqual([jobs['merge']?.result, jobs['comment']?.result], ['skipped', 'skipped']);
  t.regex(jobs['seeds']?.log ?? '', /seeds are whole numbers/);
});
