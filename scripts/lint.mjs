/* `npm run lint`: oxlint over everything, or over the paths given after `--`. A check is never switched off where it
   fails: either the code is mended, or the rule is changed in oxlint.config.js, for all. oxlint itself has no option to
   refuse the comments that do it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['broker-core', 'sim', 'scenarios', 'reports', 'scripts'];
const switchedOff = /\b(?:ox|es)lint-(?:dis|en)able/;

const found = folders.flatMap(directives);
for (const place of found) console.error(`${place}: no check is switched off in a file`);
const oxlint = join(dirname(fileURLToPath(import.meta.resolve('oxlint'))), '..', 'bin', 'oxlint');
const args = [oxlint, '-c', 'oxlint.config.js', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
process.exitCode = found.length > 0 ? 1 : (status ?? 1);

/** @param {string} folder */
function directives(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]s$/.test(name))
    .flatMap((name) =>
      readFileSync(join(root, folder, name), 'utf8')
        .split('\n')
        .flatMap((line, index) => (switchedOff.test(line) ? [`${folder}/${name}:${index + 1}`] : [])),
    );
}
