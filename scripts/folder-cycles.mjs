/* Part of `npm run layers`: no two rooms of a folder need each other, directly or through others. Imports of types count,
   tests do not. The rooms of a folder are the folders in it, each with all that lies below, and its own files together.
   dependency-cruiser has a rule for folders, but it counts tests, and sees no cycle between a folder and one in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

const isTest = /\.(test|testkit)\.ts$|\/testkit\//;
/** @type {Map<string, Map<string, string[]>>} for each room those that it needs, with the imports */
const needs = new Map();
for (const folder of ['broker-core', 'sim', 'scenarios', 'reports', 'scripts']) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = `${folder}/${name.replaceAll('\\', '/')}`;
    if (file.endsWith('.ts') && !isTest.test(file)) importsOf(file).forEach((target) => note(file, target));
  }
}

const cycles = [...needs].flatMap(([room, others]) =>
  [...others].filter(([other]) => reaches(other, room)).map(([other, imports]) => ({ room, other, imports })),
);
for (const { room, other, imports } of cycles.sort((a, b) => a.imports.length - b.imports.length)) {
  console.error(`${room} needs ${other}, which needs it: ${imports.length} imports, as ${imports[0]}`);
}
process.exitCode = cycles.length === 0 ? 0 : 1;

/** @param {string} file */
function importsOf(file) {
  const names = ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles.map(({ fileName }) => fileName);
  return names.filter((name) => name.startsWith('.')).map((name) => join(dirname(file), name));
}

/** @param {string} file @param {string} target */
function note(file, target) {
  const [from, to] = [file.split('/'), target.split('/')];
  const depth = from.findIndex((part, at) => part !== to[at]);
  const folder = from.slice(0, depth).join('/');
  const [room, other] = [from, to].map((path) =>
    depth === path.length - 1 ? `${folder}/*` : path.slice(0, depth + 1).join('/'),
  );
  if (room === other) return;
  const others = needs.get(room) ?? new Map();
  needs.set(room, others.set(other, [...(others.get(other) ?? []), `${file} of ${target}`]));
}

/** @param {string} room @param {string} wanted @param {Set<string>} seen */
function reaches(room, wanted, seen = new Set()) {
  if (room === wanted) return true;
  if (seen.has(room)) return false;
  seen.add(room);
  return [...(needs.get(room)?.keys() ?? [])].some((next) => reaches(next, wanted, seen));
}
