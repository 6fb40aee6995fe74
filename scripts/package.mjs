/* Bundles what the package ships into dist/package, after `npm run build`: the command line with its workers, and the
   entries of the library with their types. One flat folder of few files: the command line of a checkout loads over 600. */
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { compiledCode } from '../dist/scripts/cli/support/installed.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist', 'package');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

const library = libraryEntries();
const programs = {
  cli: 'scripts/cli/cli.ts',
  layer: 'scenarios/index.ts',
  'shrink-worker': 'scripts/cli/shrink/worker.ts',
  'sweep-worker': 'scripts/cli/sweep/worker.ts',
  'verdicts-worker': 'scripts/cli/verdicts/worker.ts',
};

/** What stands in for scripts/cli/support/installed.ts. */
const installed = `
export const MANIFEST_URL = new URL('../../package.json', import.meta.url);
export const LAYER_URL = new URL('./layer.js', import.meta.url);
export const SWEEP_WORKER_URL = new URL('./sweep-worker.js', import.meta.url);
export const SHRINK_WORKER_URL = new URL('./shrink-worker.js', import.meta.url);
export const VERDICTS_WORKER_URL = new URL('./verdicts-worker.js', import.meta.url);
export const compiledCode = () => '${compiledCode()}';
`;

rmSync(folder, { recursive: true, force: true });
await bundle({ ...library, ...programs }, [ownFiles()]);
await bundle(declarations(library), [dts({ dtsInput: true, tsconfig: false })]);
copyFileSync(join(root, 'scripts', 'check-node.cjs'), join(folder, 'check-node.cjs'));

/**
 * The sources of the entries that package.json exports, by the name of the bundled file: { index:
 * 'scenarios/index.ts' }. package.json says both: where the bundle is, and of what (under `source`).
 * @returns {Record<string, string>}
 */
function libraryEntries() {
  return Object.fromEntries(
    Object.values(manifest.exports)
      .filter((entry) => typeof entry === 'object')
      .map(({ source, default: file }) => [file.replace(/^.*\/(.*)\.js$/, '$1'), source]),
  );
}

/**
 * What the build has written of their types.
 * @param {Record<string, string>} entries
 */
function declarations(entries) {
  return Object.fromEntries(
    Object.entries(entries).map(([name, source]) => [
      name,
      join(root, 'dist', source.replace(/\.ts$/, '.d.ts')),
    ]),
  );
}

/**
 * @param {Record<string, string>} input
 * @param {import('rolldown').Plugin[]} plugins
 */
async function bundle(input, plugins) {
  const build = await rolldown({
    cwd: root,
    input,
    plugins,
    platform: 'node',
    tsconfig: false,
    external: (id) =>
      id.startsWith('node:') || dependencies.some((name) => id === name || id.startsWith(`${name}/`)),
    preserveEntrySignatures: 'strict',
    // Which depends on how busy the machine is.
    checks: { pluginTimings: false },
    onLog(level, log, handler) {
      handler(level === 'warn' ? 'error' : level, log);
    },
  });
  await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name].js',
    comments: false,
  });
  await build.close();
}

/** @returns {import('rolldown').Plugin} */
function ownFiles() {
  return {
    name: 'own-files',
    resolveId(id) {
      if (id.endsWith('/check-node.cjs')) return { id: './check-node.cjs', external: true };
      return null;
    },
    load(id) {
      return id.endsWith('/scripts/cli/support/installed.ts') ? { code: installed, moduleType: 'js' } : null;
    },
  };
}
