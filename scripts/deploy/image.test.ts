import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { ROOT, textOf } from './testkit/files.js';

const text = textOf('Dockerfile');
const lines = text.split('\n').filter((line) => /^[A-Z]+ /.test(line));
const of = (word: string): readonly string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

test('the image is built in two stages of one base, and runs as nobody in particular', (t) => {
  t.deepEqual(of('FROM'), ['node:20-slim AS build', 'node:20-slim']);
  t.deepEqual(of('USER'), ['1000:1000']);
  t.true(lines.findIndex((line) => line.startsWith('USER')) > lines.lastIndexOf(of('RUN').at(-1) ?? ''));
});

test('nothing is downloaded but packages by the lockfile, and no script of theirs runs', (t) => {
  for (const command of of('RUN')) t.notRegex(command, /curl|wget|apt|git |npm install|npx/);
  const installs = of('RUN').filter((command) => /npm (?:ci|prune)/.test(command));
  t.is(installs.length, 2);
  for (const command of installs) t.regex(command, /--ignore-scripts/);
});

test('what is copied is what the build and the command line need', (t) => {
  const { bin, scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
    readonly scripts: Readonly<Record<string, string>>;
  };
  t.deepEqual(of('ENTRYPOINT'), [`["node", "/opt/stallgrind/${bin['stallgrind'] ?? ''}"]`]);
  for (const [, name] of text.matchAll(/npm run (\w+)/g)) t.true(Object.hasOwn(scripts, name ?? ''), name);
  const [manifests] = of('COPY');
  for (const name of manifests?.split(' ').slice(0, -1) ?? []) t.true(existsSync(`${ROOT}${name}`), name);
  // What is installed or built here would hide what the image installs and builds.
  for (const name of ['node_modules', 'dist', '.git'])
    t.true(textOf('Dockerfile.dockerignore').split('\n').includes(name));
});
