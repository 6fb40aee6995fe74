/** How this process was called, so that the command lines that it prints can be called the same way. */
import { basename, dirname, relative, sep } from 'node:path';
import { quoted } from '../../../scenarios/harness/result/replay-line.js';

/** `script` is the path of what Node runs, `folder` the working directory. */
export function invocationOf(
  script: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  // npm names the script of package.json that it runs, and npx names itself.
  const npmScript = env['npm_lifecycle_event'];
  if (npmScript === 'npx' || dirname(script).endsWith(`node_modules${sep}.bin`)) return 'npx stallgrind';
  if (basename(script) === 'stallgrind') return 'stallgrind';
  const isOurs = env['npm_package_name'] === 'stallgrind';
  if (isOurs && npmScript !== undefined) return 'npm run --silent stallgrind --';
  return `node ${quoted(relative(folder, script))}`;
}
