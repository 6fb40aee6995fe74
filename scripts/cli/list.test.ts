import test from 'ava';
import { fieldOf, runFake } from './testkit/run-fake.js';

test('list knobs raft: those that begin so, as text and as JSON', async (t) => {
  const { code, stdout } = await runFake(['list', 'knobs', 'raft']);
  t.is(code, 0);
  t.regex(stdout, /raft\.tickMs/);
  t.notRegex(stdout, /cluster\.nodes/);
  const json = (await runFake(['list', 'knobs', 'RAFT.tick', '--json'])).stdout;
  t.is(fieldOf(json, 'length'), 1);
  t.is(fieldOf(json, 0, 'name'), 'raft.tickMs');
});

test('every kind takes the beginning of a name', async (t) => {
  for (const [kind, prefix] of [
    ['scenarios', 'violates'],
    ['variants', 'slow'],
    ['faults', 'iso'],
    ['invariants', 'election'],
  ] as const) {
    const { code, stdout } = await runFake(['list', kind, prefix]);
    t.is(code, 0, kind);
    t.true(stdout.includes(prefix), kind);
    t.is((await runFake(['list', kind, 'zzz'])).code, 1, kind);
  }
});

test('nothing that begins so is an error with near names', async (t) => {
  const { code, stdout, stderr } = await runFake(['list', 'knobs', 'rafft']);
  t.deepEqual([code, stdout], [1, '']);
  t.is(stderr, 'error: none of the knobs begins with "rafft"; did you mean raft?\n');
});

test('a list fits the terminal', async (t) => {
  for (const columns of [40, 80, 120]) {
    const { stdout } = await runFake(['list'], { isTerminal: true, columns, env: { NO_COLOR: '1' } });
    const tooLong = stdout.split('\n').filter((row) => row.length > columns);
    t.deepEqual(tooLong, []);
  }
});

test('a dry run shows the rest with --all, which is for nothing else', async (t) => {
  const short = await runFake(['run', 'passes', '--dry', '--set', 'cluster.nodes=5']);
  t.regex(short.stdout, /cluster\.nodes +5 +--set +3\n/);
  t.notRegex(short.stdout, /raft\.tickMs/);
  t.regex((await runFake(['run', 'passes', '--dry', '--all'])).stdout, /raft\.tickMs +100 +default/);
  t.is((await runFake(['run', 'passes', '--all'])).code, 1);
});

test('list knobs stalls: those that only that scenario has; its beginning finds them too', async (t) => {
  for (const asked of ['stalls', 'stalls.af']) {
    const { stdout } = await runFake(['list', 'knobs', asked]);
    t.regex(stdout, /stalls\.afterMs +1000 ms +1 to 60000 ms +When it stalls\. +stalls/);
    t.notRegex(stdout, /raft\.tickMs/);
  }
  t.regex((await runFake(['list', 'knobs', 'passes'])).stdout, /none/);
  const all = (await runFake(['list', 'knobs'])).stdout;
  t.regex(all, /Some scenarios have others besides/);
  t.notRegex(all, /stalls\.afterMs/);
});

test('a knob of one scenario is set and planned there, and refused with any other', async (t) => {
  const set = ['--set', 'stalls.afterMs=7'];
  t.regex((await runFake(['run', 'stalls', '--dry', ...set])).stdout, /stalls\.afterMs +7 +--set +1000\n/);
  for (const args of [
    ['run', 'passes'],
    ['sweep', '--seeds', '1'],
  ]) {
    const { code, stderr } = await runFake([...args, ...set]);
    t.deepEqual([code, stderr], [1, 'error: stalls.afterMs is a knob of stalls only\n']);
  }
});
