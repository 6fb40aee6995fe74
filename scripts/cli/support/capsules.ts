/** Capsules that a command is given: read, and run with what is known here. */
import { parseCapsule, type Capsule } from '../../../scenarios/harness/result/capsule.js';
import { NOTHING, STALLED } from '../../../scenarios/harness/result/expected.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { readTextFile } from './files.js';
import type { CommandContext } from './io.js';

/** Throws a {@link UsageError} that names the file. */
export function readCapsule(file: string): Capsule {
  return parseCapsule(readTextFile(file, 'capsule'), file);
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
