/** Which program this is: its version, and a hash of all the code that a run depends on. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Capsule, Program } from '../../../scenarios/harness/result/capsule.js';
import { compiledCode, MANIFEST_URL } from './installed.js';

/** Of others' code, what decides what a run draws and what its disks hold. */
const PACKAGES = ['seedrandom', 'crc-32'];

export function thisProgram(): Program {
  return { version: versionOf(), code: codeHash() };
}

/** Gives what says in a capsule which program wrote it. */
export function stamping(): (capsule: Capsule) => Capsule {
  const program = thisProgram();
  return ({ schema, ...rest }) => ({ schema, program, ...rest });
}

export function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(MANIFEST_URL, 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}

/** Why a run of the other program may differ from one of this; null if they are the same program. */
export function differenceOfPrograms(other: Program | undefined, ours: Program): string | null {
  if (other === undefined)
    return 'the capsule does not say which stallgrind wrote it, so it may have been another';
  if (other.version !== ours.version)
    return `the capsule is of stallgrind ${other.version}, and this is ${ours.version}`;
  if (other.code !== ours.code)
    return `the capsule is of stallgrind ${other.version} with other code (${other.code}, and here ${ours.code})`;
  return null;
}

/** 16 hex digits. */
function codeHash(): string {
  const hash = createHash('sha256').update(compiledCode());
  const require = createRequire(import.meta.url);
  for (const name of PACKAGES) hash.update(readFileSync(require.resolve(`${name}/package.json`)));
  return hash.digest('hex').slice(0, 16);
}
