/** Files named on the command line: read with one clear line when that fails, written whole or not at all. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { readJson } from '../../../scenarios/harness/result/read-document.js';

/** Throws a {@link UsageError} that names the file. */
export function readTextFile(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${what} ${file}: ${reasonOf(error)}`);
  }
}

/**
 * Under another name first, then renamed: a reader sees all of it or what was there before, even when the
 * process is killed in between. Throws a {@link UsageError} that names the file.
 */
export function writeWholeFile(file: string, text: string): void {
  // A link stays, and what it leads to is written.
  const place = existsSync(file) ? realpathSync(file) : file;
  const draft = draftOf(place);
  try {
    writeFileSync(draft, text, { flag: 'wx', flush: true });
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UsageError(`cannot write ${file}: ${reasonOf(error)}`);
  }
}

/**
 * Before anything runs: a run of minutes should not end in a complaint about a name. Tries whether each file
 * that is given can be made there. Throws a {@link UsageError} that names it.
 */
export function checkWritable(options: Readonly<Record<string, string | undefined>>): void {
  const optionOf = new Map<string, string>();
  for (const [option, file] of Object.entries(options)) {
    if (file === undefined) continue;
    const fail = (reason: string): never => {
      throw new UsageError(`cannot write ${file}: ${reason}`);
    };
    const other = optionOf.get(resolve(file));
    if (other !== undefined) fail(`--${other} and --${option} are both to be written there`);
    optionOf.set(resolve(file), option);
    if (isFolder(file)) fail('is a folder');
    const folder = dirname(file);
    if (!existsSync(folder)) fail(`there is no folder ${folder}`);
    if (!isFolder(folder)) fail('its folder is a file');
    // Renaming a draft to /dev/null would put a file in the place of the device.
    if (existsSync(file) && !statSync(file).isFile()) fail('is a device or a pipe, not a file');
    tryDraft(existsSync(file) ? realpathSync(file) : file, fail);
  }
}

function tryDraft(file: string, fail: (reason: string) => never): void {
  const draft = draftOf(file);
  try {
    writeFileSync(draft, '', { flag: 'wx' });
    rmSync(draft);
  } catch (error) {
    fail(reasonOf(error));
  }
}

function draftOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
}

function isFolder(name: string): boolean {
  return existsSync(name) && statSync(name).isDirectory();
}

/** Nothing where there is none. */
export function removeFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw new UsageError(`cannot remove ${file}: ${reasonOf(error)}`);
  }
}

/** Creates the folder and those above it. */
export function makeFolder(folder: string): void {
  try {
    createFolder(folder);
  } catch (error) {
    throw new UsageError(`cannot create ${folder}: ${reasonOf(error)}`);
  }
}

/** Not `recursive`, which never ends where a folder is missing below one that takes none, as in `/proc`. */
function createFolder(folder: string): void {
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (!existsSync(above)) createFolder(above);
  mkdirSync(folder);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'is a folder',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'there is a file of that name',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** In words, where the system has a code for it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? error.message;
}

/** A schedule of faults, or of a document of ours; checked when it runs. Undefined without a file. */
export function readFaults(file: string | undefined): unknown {
  if (file === undefined) return undefined;
  const input = readJson(readTextFile(file, 'faults'), (problem) => {
    throw new UsageError(`faults ${file}: ${problem}`);
  });
  return scheduleIn(input) ?? input;
}

/** A plan or a result has it under `schedule`, a capsule under `faults`. */
function scheduleIn(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return null;
  if ('schedule' in input && Array.isArray(input.schedule)) return input.schedule;
  return 'faults' in input && Array.isArray(input.faults) ? input.faults : null;
}
