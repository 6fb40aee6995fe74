import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { findConfig, loadLayer } from './support/load-layer.js';
import { newFolder } from './testkit/run-fake.js';

const url = new URL('../../scenarios/index.js', import.meta.url).href;
const cli = fileURLToPath(new URL('./cli.js', import.meta.url));

/** TypeScript, which Node 20 does not read by itself. */
const CONFIG = `
const echo = (env: { network: any }): void => {
  env.network.onDelivery(({ from, channel, payload }: any) => env.network.send(from, channel, payload, 1));
};
export default {
  scenarios: [{
    name: 'echo',
    doc: 'A server that says what it is told.',
    invariants: { 'echo-is-heard': 'What is said is heard.' },
    faults: () => [{ id: 'cut', type: 'isolate', target: 'server', atMs: 10, untilMs: 40 }],
    system: ({ violate }: any) => {
      let heard = 0;
      const client = (env: any): void => {
        env.network.onDelivery(() => void (heard += 1));
        env.timers.after(20_000, { kind: 'sleep', label: 'the client waits' }, () =>
          env.network.send('server', { name: 'echo', transport: 'datagram' }, 'hello', 1));
      };
      return {
        nodes: [{ nodeId: 'server', boot: echo }, { nodeId: 'client', boot: client }],
        atEnd: () => void (heard === 1 || violate('echo-is-heard', 'the client heard ' + heard + ' answers')),
      };
    },
    settings: { 'run.untilMs': 100 },
  }],
  variants: [{ name: 'hasty', summary: 'polls often', source: '', strategies: () => ({}), settings: { 'createWait.pollMs': 1 } }],
  invariants: [{ name: 'nobody-asks', doc: 'No topic is acknowledged.', source: 'none', create: ({ violate }: any) => ({
    atEnd: ({ history }: any) => void (history.topicsAcknowledged.size === 0 || violate('there is a topic')),
  }) }],
};
`;

function called(
  folder: string,
  ...args: readonly string[]
): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, text: `${stdout}${stderr}` };
}

function folderWith(text: string, name = 'stallgrind.config.ts'): string {
  const folder = newFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

test('a system of one’s own is listed, run, replayed and swept', (t) => {
  const folder = folderWith(CONFIG);
  const listed = called(folder, 'list').text;
  for (const name of ['echo', 'hasty', 'nobody-asks', 'echo-is-heard']) t.true(listed.includes(name), name);
  const ran = called(folder, 'run', 'echo', '--seed', '3', '--capsule', 'echo.json');
  t.is(ran.code, 2, ran.text);
  t.regex(ran.text, /echo-is-heard[^]*the client heard 0 answers[^]*run echo --seed 3 --variant default/);
  const replayed = called(folder, 'replay', 'echo.json');
  t.is(replayed.code, 2);
  t.regex(replayed.text, /the same run/);
  const swept = called(folder, 'sweep', 'echo', '--seeds', '1..2', '--jobs', '2');
  t.is(swept.code, 2);
  t.regex(swept.text, /echo-is-heard/);
});

test('variants and invariants of one’s own count in the runs of the broker', (t) => {
  const folder = folderWith(CONFIG);
  const ran = called(folder, 'run', 'topic-creation', '--variant', 'hasty', '--seed', '1');
  t.is(ran.code, 2, ran.text);
  t.regex(ran.text, /nobody-asks[^]*there is a topic/);
  const kept = ['run', 'topic-creation', '--seed', '1', '--capsule', 'kept.json'];
  t.is(called(folder, ...kept).code, 2);
  const bare = folderWith('export default {};');
  const replayed = called(bare, 'replay', join(folder, 'kept.json'));
  t.is(replayed.code, 4, 'the same events, and nobody to judge them as they were judged');
  t.regex(replayed.text, /judged otherwise: [^]*nobody-asks is held by no command here/);
  const compared = called(
    folder,
    'compare',
    'topic-creation',
    '--variants',
    'reference,hasty',
    '--seeds',
    '1..2',
  );
  t.regex(compared.text, /hasty/);
});

const wrongs: readonly (readonly [string, RegExp])[] = [
  ['export const scenarios = [];', /no default export/],
  ['export default 7;', /a config is an object[^\n]*not 7/],
  ['export default { scenario: [] };', /unknown field of a config "scenario"; did you mean scenarios/],
  [
    'export default { variants: [{ name: "reference" }] };',
    /variants\[0\] \(reference\): there is one of that name already/,
  ],
  ['export default { scenarios: [{ name: "a" }] };', /scenarios\[0\] \(a\): load: is not a function/],
  ['export default { invariants: [{ name: "Not A Name" }] };', /invariants\[0\] .*name: is not lower-case/],
  ['throw new Error("at loading");', /cannot be loaded[^]*at loading/],
];

for (const [text, message] of wrongs) {
  test(`a config that says \`${text}\` is refused`, async (t) => {
    const configFile = findConfig(folderWith(text, 'stallgrind.config.mjs'));
    const { lines } = await t.throwsAsync(loadLayer({ url, configFile }), { instanceOf: UsageError });
    t.regex(lines.join('\n'), message);
    t.regex(lines[0] ?? '', /stallgrind\.config\.mjs/);
  });
}

test('two config files are one too many, and nothing runs', (t) => {
  const folder = folderWith('export default {};');
  writeFileSync(join(folder, 'stallgrind.config.mjs'), 'export default {};');
  const { code, text } = called(folder, 'list', 'faults');
  t.is(code, 1);
  t.regex(text, /^error: there are stallgrind.config.ts and stallgrind.config.mjs/);
});
