/* Runs the compiler with the arguments given. It is TypeScript 7, a fifth of the work of 5.9 for the same JavaScript;
   5.9 is there for the tools that need its API, and compiles where 7 has no binary for the machine. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = [compiler(), ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

function compiler() {
  try {
    const native = fileURLToPath(import.meta.resolve('typescript7/package.json'));
    createRequire(native).resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`);
    return join(dirname(native), 'bin', 'tsc');
  } catch {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  }
}
