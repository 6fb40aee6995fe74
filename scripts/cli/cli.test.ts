import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { fieldOf, newFolder, runFake } from './testkit/run-fake.js';
import { runsAsked } from './testkit/fake-layer.js';

const ends: readonly (readonly [string, number])[] = [
  ['passes', 0],
  ['violates', 2],
  ['stalls', 3],
  ['breaks', 1],
];

for (const [scenario, code] of ends) {
  test(`a run that ${scenario} exits with ${code}, and says how to run it again`, async (t) => {
    const printed = await runFake(['run', scenario, '--seed', '9']);
    t.is(printed.code, code);
    t.true(printed.stdout.includes(`stallgrind run ${scenario} --seed 9 --variant slow`));
  });

  test(`with --json a run that ${scenario} prints one document and nothing else`, async (t) => {
    const printed = await runFake(['run', scenario, '--json'], {
      isTerminal: true,
      env: { FORCE_COLOR: '3' },
    });
    t.is(printed.code, code);
    t.is(fieldOf(printed.stdout, 'schema'), 'stallgrind/run@1');
    t.is(fieldOf(printed.stdout, 'replay'), `stallgrind run ${scenario} --seed 1 --variant slow`);
  });
}

test.serial(
  'run twice: the same run passes, another one exits with 4 and names the first event that differs',
  async (t) => {
    t.is((await runFake(['run', 'passes', '--twice'])).code, 0);
    const { code, stdout } = await runFake(['run', 'differs', '--twice']);
    t.is(code, 4);
    t.regex(stdout, /NOT DETERMINISTIC: event 502 differs: first delivery \d+; then delivery \d+/);
    t.deepEqual(runsAsked.at(-1)?.logEvents, { fromEvent: 501, toEvent: 900 });
  },
);

test('help is no error', async (t) => {
  const { code, stdout } = await runFake(['--help']);
  t.is(code, 0);
  for (const command of ['list', 'run', 'replay', 'compare', 'sweep']) t.true(stdout.includes(command));
});

test('a dry run prints settings and schedule, and its document is a schedule for --faults', async (t) => {
  const { code, stdout } = await runFake(['run', 'violates', '--dry', '--json', '--set', 'cluster.nodes=5']);
  t.is(code, 0);
  t.is(fieldOf(stdout, 'settings', 'cluster.nodes'), 5);
  const file = join(newFolder(), 'plan.json');
  writeFileSync(file, stdout);
  const again = await runFake(['run', 'passes', '--faults', file, '--json']);
  t.is(fieldOf(again.stdout, 'replay'), `stallgrind run passes --seed 1 --variant slow --faults ${file}`);
});

test('a dry run says of each value where it comes from', (t) => {
  const cli = fileURLToPath(new URL('./cli.js', import.meta.url));
  const args = [
    'run',
    'topic-creation-deposed',
    '--variant',
    'reference',
    '--set',
    'topic.partitions=5',
    '--dry',
  ];
  const dry = (...more: readonly string[]): string =>
    spawnSync(process.execPath, [cli, ...args, ...more], { encoding: 'utf8' }).stdout;
  const from = [
    ['topic.partitions', '5', '--set', '3'],
    ['creation.ask', 'leader', 'scenario', 'follower'],
    ['loop.periodMs', '0', 'variant', '100'],
    ['cluster.nodes', '3', 'default'],
  ] as const;
  const lines = dry('--all')
    .split('\n')
    .map((line) => line.trim().split(/ +/).join(' '));
  for (const cells of from) t.true(lines.includes(cells.join(' ')), cells.join(' '));
  const json = dry('--json');
  t.deepEqual(
    from.map(([name]) => fieldOf(json, 'from', name)),
    ['set', 'scenario', 'variant', 'default'],
  );
});

test('a dry run writes what it prints where --out says', async (t) => {
  const folder = newFolder();
  const [json, text] = [join(folder, 'plan.json'), join(folder, 'plan.txt')];
  const printed = await runFake(['run', 'passes', '--dry', '--json', '--out', json]);
  t.is(readFileSync(json, 'utf8'), printed.stdout);
  t.is((await runFake(['run', 'passes', '--dry', '--out', text])).stdout, readFileSync(text, 'utf8'));
});

test('a dry run says which faults need datagrams', async (t) => {
  const file = join(newFolder(), 'plan.json');
  const link = { type: 'duplicateLink', from: 'n1', to: 'n2', duplicateProbability: 0.5, atMs: 1 };
  writeFileSync(file, JSON.stringify([{ id: 'twice', ...link }]));
  const { code, stdout } = await runFake(['run', 'passes', '--dry', '--faults', file]);
  t.is(code, 0);
  t.regex(stdout, /twice: only datagrams are duplicated or reordered/);
});

test('requests are in the document only on demand', async (t) => {
  t.is(fieldOf((await runFake(['run', 'passes', '--json'])).stdout, 'requests'), undefined);
  t.is(
    fieldOf((await runFake(['run', 'passes', '--json', '--requests'])).stdout, 'requests', 0, 'latencyMs'),
    100,
  );
});

test('a capsule replays; one that was damaged is refused, and one of another run is told apart', async (t) => {
  const folder = newFolder();
  const file = join(folder, 'c.json');
  await runFake(['run', 'violates', '--capsule', file]);
  const same = await runFake(['replay', file]);
  t.is(same.code, 2);
  t.true(same.stdout.endsWith('the same run: hash 0123456789abcdef\n'));
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll('0123456789abcdef', 'ffffffffffffffff'));
  const other = await runFake(['replay', file]);
  t.is(other.code, 4);
  t.regex(other.stdout, /^NOT DETERMINISTIC: .+ they part within the 400 events from event 501 on$/m);
  writeFileSync(file, text.slice(0, 100));
  const cut = await runFake(['replay', file]);
  t.deepEqual(
    [cut.code, cut.stderr],
    [1, `error: capsule ${file}: is cut off: the JSON ends before it is complete\n`],
  );
});

test('files are whole, and no draft of one is left behind', async (t) => {
  const folder = newFolder();
  const names = ['a.json', 'a.md', 'a.txt'];
  for (const name of names)
    await runFake(['run', 'passes', '--out', join(folder, name), '--trace', join(folder, 't.json')]);
  t.deepEqual(readdirSync(folder).sort(), [...names, 't.json'].sort());
  t.is(fieldOf(readFileSync(join(folder, 'a.json'), 'utf8'), 'verdict'), 'passed');
  t.true(readFileSync(join(folder, 'a.md'), 'utf8').startsWith('# passes, variant slow, seed 1\n'));
});

test('colours are used as asked, on a terminal or off it', async (t) => {
  const isColoured = async (args: readonly string[], options?: Parameters<typeof runFake>[1]) =>
    (await runFake(['list', 'faults', ...args], options)).stdout.includes('\u001b');
  t.false(await isColoured([]));
  t.true(await isColoured(['--color']));
  t.true(await isColoured([], { isTerminal: true }));
  t.false(await isColoured(['--no-color'], { isTerminal: true }));
  t.false(await isColoured([], { isTerminal: true, env: { NO_COLOR: '1' } }));
  t.true(await isColoured([], { env: { FORCE_COLOR: '1' } }));
});

const comparison = ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '1..3'];

test('a comparison pairs the requests of every seed', async (t) => {
  const { code, stdout, stderr } = await runFake([...comparison, '--json']);
  t.deepEqual([code, stderr], [0, '']);
  t.is(fieldOf(stdout, 'schema'), 'stallgrind/compare@1');
  t.is(fieldOf(stdout, 'runs', 'length'), 6);
  t.is(fieldOf(stdout, 'paired', 0, 'pairs'), 3);
  t.is(fieldOf(stdout, 'paired', 0, 'differenceMs', 'mean'), -95);
});

test('a gate that fails exits with 5, one that holds with 0, and a violation outweighs both', async (t) => {
  t.is((await runFake([...comparison, '--gate', 'createTopic.p99<=5ms'])).code, 0);
  t.is((await runFake([...comparison, '--gate', 'createTopic.p99<=5ms', '--gate', 'p99<=4ms'])).code, 5);
  const violated = comparison.map((word) => (word === 'passes' ? 'violates' : word));
  t.is((await runFake([...violated, '--gate', 'p99<=4ms'])).code, 2);
});

test('a relative gate with nothing to be relative to is an error that says so, not a failed gate', async (t) => {
  const { code, stdout, stderr } = await runFake([...comparison, '--gate', 'fetch.p99<=+5%']);
  t.is(code, 1);
  const problem = 'it is relative to slow, which has no p99 of fetch';
  t.is(stderr, `error: gate "fetch.p99<=+5%" cannot be judged: ${problem}\n`);
  t.true(stdout.includes(`NOT JUDGED: ${problem}`));
});

test('lines to be typed begin with what was typed here; documents and files say stallgrind', async (t) => {
  const out = join(newFolder(), 'a.md');
  const here = { invocation: 'npm run --silent stallgrind --' };
  const text = await runFake(['run', 'violates', '--out', out], here);
  t.regex(text.stdout, /^ *npm run --silent stallgrind -- run violates --seed 1 --variant slow$/m);
  t.regex(readFileSync(out, 'utf8'), /^ *stallgrind run violates --seed 1 --variant slow$/m);
  const verdicts = await runFake(['verdicts', '--only', 'R1'], here);
  t.regex(verdicts.stdout, /^ *npm run --silent stallgrind -- run passes --seed 1$/m);
  const unknown = await runFake(['rnu'], here);
  t.regex(unknown.stderr, /\(npm run --silent stallgrind -- --help tells what there is\)/);
  const json = await runFake(['run', 'violates', '--json'], here);
  t.is(
    json.stderr,
    'violated; replay: npm run --silent stallgrind -- run violates --seed 1 --variant slow\n',
  );
  t.is(fieldOf(json.stdout, 'replay'), 'stallgrind run violates --seed 1 --variant slow');
});

test('a comparison under given faults names their file in its replay lines', async (t) => {
  const file = join(newFolder(), 'faults.json');
  writeFileSync(file, '[]');
  const { stdout } = await runFake([...comparison, '--faults', file, '--json']);
  for (const [place, variant] of ['slow', 'slow', 'slow', 'fast'].entries()) {
    const seed = String((place % 3) + 1);
    const line = `stallgrind run passes --seed ${seed} --variant ${variant} --faults ${file}`;
    t.is(fieldOf(stdout, 'runs', place, 'replay'), line);
  }
});

test('a comparison with an unknown variant runs nothing', async (t) => {
  const printed = await runFake(['compare', 'passes', '--variants', 'slow,fsat', '--seeds', '1..3'], {
    isTerminal: true,
  });
  t.deepEqual([printed.code, printed.stdout], [1, '']);
  t.is(
    printed.stderr,
    'error: unknown variant "fsat"; did you mean fast?; there is no stallgrind.config.ts in this folder that could have it\n',
  );
});

test('progress shows on a terminal at once; elsewhere a short command says nothing', async (t) => {
  t.is((await runFake(comparison)).stderr, '');
  t.regex((await runFake(comparison, { isTerminal: true })).stderr, /0\/6: slow, seed 1/);
});

test('the real command line prints one JSON document, and tells a mistake in one line', (t) => {
  const cli = fileURLToPath(new URL('./cli.js', import.meta.url));
  const stallgrind = (...args: readonly string[]) =>
    spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  const knobs = stallgrind('list', 'knobs', '--json');
  t.is(knobs.status, 0);
  t.is(fieldOf(knobs.stdout, 0, 'name'), 'cluster.nodes');
  const unknown = stallgrind('run', 'no-such-scenario');
  t.deepEqual([unknown.status, unknown.stdout], [1, '']);
  t.regex(unknown.stderr, /^error: unknown scenario "no-such-scenario"; [^\n]+\n$/);
});
