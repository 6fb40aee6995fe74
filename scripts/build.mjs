/* Compiles to dist/, incrementally. What was compiled from a file that is gone goes first: tsc leaves it behind, and a
   deleted test would run on for ever. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

if (existsSync(dist)) pruneStale(dist);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;

/** @param {string} folder */
function pruneStale(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
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
