/* Compiles to dist/, incrementally. What was compiled from a file that is gone goes first: tsc leaves it behind, and a
   deleted test would run on for ever. Then one file for each room imports the tests of that room: a process for each
   of some 190 test files spends more on starting than on testing. A test in scripts/ that starts processes of its own
   has a room of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const rooms = join(dist, 'rooms');
/** Of scripts/package.mjs, which empties it itself. */
const bundled = join(dist, 'package');

if (existsSync(dist)) pruneStale(dist);
const tsc = [join(root, 'scripts', 'tsc.mjs'), '-p', 'tsconfig.json'];
const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' });
writeRooms();
process.exitCode = status ?? 1;

function writeRooms() {
  /** @type {Map<string, string[]>} */
  const testsOf = new Map();
  for (const folder of ['broker-core', 'sim', 'scenarios', 'reports', 'scripts']) {
    const names = readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((file) => file.endsWith('.test.js')).sort()) {
      const path = `${folder}/${name}`.replaceAll('\\', '/');
      const room = roomOf(path);
      testsOf.set(room, [...(testsOf.get(room) ?? []), path]);
    }
  }
  rmSync(rooms, { recursive: true, force: true });
  mkdirSync(rooms);
  for (const [room, tests] of testsOf) {
    const imports = tests.map((path) => `import '../${path}';\n`);
    writeFileSync(join(rooms, `${room}.test.js`), imports.join(''));
  }
}

/**
 * That of its folder; a `name.room.test.js` has one of its own.
 *
 * @param {string} path
 */
function roomOf(path) {
  const folder = path.split('/').slice(0, -1).slice(0, 2).join('-');
  const [, name, isRoom] = /([^/]+?)(\.room)?\.test\.js$/.exec(path) ?? [];
  if (path.startsWith('scripts/') && startsProcesses(path)) return `scripts-${name}`;
  if (isRoom !== undefined) return `${folder}-${name}`;
  return /^(reports|scripts)\//.test(path) ? (folder.split('-')[0] ?? '') : folder;
}

/** @param {string} path */
function startsProcesses(path) {
  return readFileSync(join(dist, path), 'utf8').includes("from 'node:child_process'");
}

/** @param {string} folder */
function pruneStale(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (path === bundled) continue;
    if (entry.isDirectory()) pruneStale(path);
    else if (isStale(path)) rmSync(path);
  }
}

/** @param {string} output */
function isStale(output) {
  const compiled = /^(.*)(?:\.d\.(c?)ts|\.(c?)js(?:\.map)?)$/.exec(relative(dist, output));
  if (compiled === null) return false;
  const source = join(root, compiled[1] ?? '');
  return !existsSync(`${source}.ts`) && !existsSync(`${source}.cjs`);
}
