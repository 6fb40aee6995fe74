/* `npm run examples`: what a user has. Packs the package, installs it into a copy of each project under examples/, outside
   this folder, compiles the copy strictly (the package's own types included) and runs its `check`. What the documents show in
   TypeScript is one more project each, which only compiles. Needs the registry, so `npm test` leaves it out. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const examples = join(root, 'examples');
const DOCUMENTS = ['README.md', 'docs/extending.md', 'docs/property-tests.md', 'docs/testing.md'];
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const strictly = ['--noEmit', '--strict', '--skipLibCheck', 'false'];
const documentsConfig = { target: 'ES2023', module: 'nodenext', types: ['node'] };

const work = mkdtempSync(join(tmpdir(), 'stallgrind-examples-'));
let passed = 0;
let failed = 0;
try {
  const tarball = pack();
  for (const name of exampleNames().filter(isAsked)) count(`examples/${name}`, check(name, tarball));
  for (const name of DOCUMENTS.filter(isAsked)) count(name, checkDocument(name, tarball));
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (failed > 0) process.exitCode = 1;
console.log(`\n${passed} passed, ${failed} failed`);

/** `npm run examples -- key-value-store docs/testing.md`; without a name all of them. */
function isAsked(name) {
  return process.argv.length === 2 || process.argv.includes(name);
}

function pack() {
  const { ok, output } = run('npm', ['pack', '--silent', '--pack-destination', work], root);
  if (!ok) throw new Error(`npm pack failed:\n${output}`);
  return join(work, output.trim().split('\n').at(-1) ?? '');
}

function exampleNames() {
  if (!existsSync(examples)) return [];
  return readdirSync(examples).filter((name) => existsSync(join(examples, name, 'package.json')));
}

/** Each step is taken if those before it worked; gives the output of the one that did not, or null. */
function check(name, tarball) {
  const folder = join(work, name);
  // One that goes on from another has only what is its own.
  const { over } = manifestOf(join(examples, name)).config ?? {};
  for (const source of over === undefined ? [name] : [over, name])
    cpSync(join(examples, source), folder, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
  return (
    install(folder, [tarball]) ??
    compile(folder) ??
    complaint(run('npm', ['run', '--silent', 'check'], folder))
  );
}

function checkDocument(document, tarball) {
  const folder = join(work, document.replaceAll(/\W/g, '-'));
  mkdirSync(folder);
  const blocks = [...readFileSync(join(root, document), 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(
    ([, code]) => code,
  );
  blocks.forEach((code, index) => {
    // A block that others import says its name in its first line: `// tickets.ts`.
    const name = /^\/\/ ([\w.-]+\.ts)\n/.exec(code)?.[1] ?? `block-${index + 1}.ts`;
    writeFileSync(join(folder, name), `${code}\nexport {};\n`);
  });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: documentsConfig }));
  const imported = blocks.flatMap((code) =>
    [...code.matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => name),
  );
  return install(folder, [tarball, ...versions(imported)]) ?? compile(folder);
}

/**
 * The packages of those imports, besides this one and Node's, at the versions that this project or an
 * example has.
 */
function versions(imported) {
  const manifests = [root, ...exampleNames().map((name) => join(examples, name))].map(manifestOf);
  const known = Object.assign({}, ...manifests.reverse().map(({ devDependencies }) => devDependencies));
  const names = imported
    .filter((name) => !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return [...new Set([...names, '@types/node'])]
    .filter((name) => name !== 'stallgrind')
    .map((name) => `${name}@${known[name] ?? 'latest'}`);
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function install(folder, packages) {
  return complaint(run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], folder));
}

function compile(folder) {
  return complaint(run(process.execPath, [tsc, '-p', folder, ...strictly], folder));
}

function run(command, args, cwd) {
  const env = { ...process.env, NO_COLOR: '1' };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  const output = `${stdout ?? ''}${status === 0 ? '' : (stderr ?? '')}${error === undefined ? '' : error.message}`;
  return { ok: status === 0, output };
}

function complaint({ ok, output }) {
  return ok ? null : output.trim() || 'it failed without a word';
}

function count(name, wrong) {
  if (wrong === null) passed += 1;
  else failed += 1;
  console.log(`${wrong === null ? 'ok    ' : 'FAILED'}  ${name}`);
  if (wrong !== null) console.log(wrong.replaceAll(/^/gm, '    '));
}
