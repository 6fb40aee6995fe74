/** Capsules that a command is given: read, and run with what is known here. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseCapsule, type Capsule } from '../../../scenarios/harness/result/capsule.js';
import { NOTHING, STALLED } from '../../../scenarios/harness/result/expected.js';
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { readTextFile } from './files.js';
import type { CommandContext } from './io.js';

/** Throws a {@link UsageError} that names the file. */
export function readCapsule(file: string): Capsule {
  return parseCapsule(readTextFile(file, 'capsule'), file);
}

/** A capsule of a folder. */
export interface KeptCapsule {
  readonly file: string;
  readonly capsule: Capsule;
}

/**
 * Those of a folder, by name. An empty corpus would pass, so it is refused, like one that is not there; with
 * `mayBeEmpty` neither is. Throws a {@link UsageError} that names the folder, or the file that is no capsule.
 */
export function capsulesIn(folder: string, { mayBeEmpty = false } = {}): readonly KeptCapsule[] {
  if (mayBeEmpty && !existsSync(folder)) return [];
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`there is no folder ${folder}`);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
  if (files.length === 0 && !mayBeEmpty)
    throw new UsageError(`${folder} holds no capsule, which is a file that ends in .json`);
  return files.map((file) => ({ file, capsule: readCapsule(file) }));
}

/** How its run ended when it was kept: `violated election-safety`. */
export function endingOf({ verdict, violated = [] }: Pick<Capsule, 'verdict' | 'violated'>): string {
  return `${verdict} ${violated.join(', ')}`.trimEnd();
}

/** It failed when it was kept, and passes by now. */
export function isNoLonger({ verdict, was }: { readonly verdict: Verdict; readonly was: Verdict }): boolean {
  return verdict === 'passed' && was !== 'passed';
}

/** What is held by no command here is not expected either: it is told, of what was violated. */
export function expectedBy(
  { expects }: Capsule,
  asked: readonly string[],
  layer: CommandContext['layer'],
): readonly string[] {
  if (expects === undefined) return asked;
  const held = layer.listInvariants().map(({ name }) => name);
  const there = asked.includes(NOTHING) ? [] : expects;
  return [NOTHING, ...there.filter((name) => name === STALLED || held.includes(name)), ...asked];
}

/** What the capsule asks for, and this program does not have, is said of the capsule. */
export async function ofCapsule<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const ofCapsule = new UsageError(...error.lines.map((problem) => `capsule ${file}: ${problem}`));
    ofCapsule.unknownKind = error.unknownKind;
    throw ofCapsule;
  }
}
