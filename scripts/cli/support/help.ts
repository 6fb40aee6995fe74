/** The end of a command's help: two examples, and what its exit codes mean. */
import type { Command } from 'commander';
import type { Io } from './io.js';
import { asTyped } from './output.js';

export interface Explanation {
  /** Without `stallgrind`, each as it can be typed. */
  readonly examples: readonly [string, string];
  /** Those that mean something here; that 1 is an error goes without saying in each. */
  readonly exitCodes: Readonly<Record<number, string>>;
}

const ERROR = 'wrong usage, or an internal error';

/** Of a command that runs something. */
export const VERDICT_CODES = {
  0: 'passed, or what was expected',
  2: 'an invariant was violated',
  3: 'stalled: no progress, or a bound was hit',
  4: 'not deterministic',
  130: 'Ctrl-C',
} as const;

/** By command, so that a test can run the examples. */
const explanations = new WeakMap<Command, Explanation>();

export function explained(command: Command, explanation: Explanation): Command {
  explanations.set(command, explanation);
  return command;
}

export function explanationOf(command: Command): Explanation | undefined {
  return explanations.get(command);
}

/** Once all commands have been added. */
export function addExplanations(program: Command, io: Io): void {
  for (const command of program.commands) {
    const explanation = explanationOf(command);
    if (explanation !== undefined) command.addHelpText('after', () => helpTextOf(explanation, io));
  }
}

function helpTextOf({ examples, exitCodes }: Explanation, io: Io): string {
  const codes = Object.entries({ 1: ERROR, ...exitCodes });
  return [
    '',
    'Examples:',
    ...examples.map((example) => `  ${asTyped(io, `stallgrind ${example}`)}`),
    '',
    'Exit codes:',
    ...codes.map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`),
  ].join('\n');
}
