/** The command line in a process of its own, in a folder whose config file brings the system of the soak. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../cli/cli.js', import.meta.url));
const SYSTEM = new URL('./system.js', import.meta.url).href;

export interface Started {
  readonly pid: number;
  /** SIGKILL. */
  readonly kill: () => void;
  /** When its process is gone. */
  readonly ended: Promise<Ended>;
}

export interface Ended {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A new folder, in which `ring` is known. The caller removes it. */
export function newPlace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stallgrind-soak-'));
  const text = `import { ring } from ${JSON.stringify(SYSTEM)};\nexport default { scenarios: [ring] };\n`;
  writeFileSync(join(folder, 'stallgrind.config.mjs'), text);
  return folder;
}

/** `preload`: modules that each thread loads first. */
export function start(
  folder: string,
  args: readonly string[],
  preload: readonly URL[] = [],
  env: Readonly<Record<string, string>> = {},
): Started {
  const options = preload.map(({ href }) => `--import=${href}`).join(' ');
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...process.env, ...env, NODE_OPTIONS: options },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void stdout.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void stderr.push(text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') }));
  });
  return { pid: child.pid ?? 0, kill: () => void child.kill('SIGKILL'), ended };
}
