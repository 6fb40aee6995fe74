/** Commands of a client, and lists of them as a text: `put key=1 value=2; get key=1`. */
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import type { Knobs, NoKnobs, SettingValue, TextKnob, ValuesOf } from '../settings/areas/knob.js';
import { int, text } from '../settings/areas/knob.js';
import { checkValue, valueFromText } from '../settings/check.js';
import type { GivenSettings } from '../settings/table.js';
import { unknownName } from '../settings/unknown-name.js';

/** What a client may do with the real thing, and what a plain model of it makes of that. */
export interface CommandWith<Args extends Knobs, Model, Real> {
  /** Its arguments, each a knob: `int`, `choice`, `flag`. Default: none. */
  readonly args?: Args;
  /** Whether it makes sense by now; one that does not is left out. Default: always. */
  readonly check?: (model: Model, args: ValuesOf<Args>) => boolean;
  /**
   * Does it, changes the model, and throws where the two disagree: an error of any kind, its message in words.
   */
  readonly run: (ctx: Ctx, model: Model, real: Real, args: ValuesOf<Args>) => Promise<void>;
  /**
   * The process of the client died while it was run, so it may have happened or not. Default: the model stays
   * as it is.
   */
  readonly lost?: (model: Model, args: ValuesOf<Args>) => void;
}

/** A command whose arguments have been checked when it is called. */
export type Command<Model, Real> = CommandWith<Knobs, Model, Real>;

/** Commands by their names, of letters, digits and dashes. */
export type Commands<Model, Real> = Readonly<Record<string, Command<Model, Real>>>;

/**
 * A function that makes commands of one model and one real thing; each knows its arguments by their types.
 *
 * ```
 * const command = commandOf<Map<number, number>, StoreClient>();
 * const commands = { get: command({ args: { key: int(0, { min: 0, max: 9 }, 'Which.') }, run: … }) };
 * ```
 */
export function commandOf<Model, Real>(): <const Args extends Knobs = NoKnobs>(
  command: CommandWith<Args, Model, Real>,
) => Command<Model, Real> {
  // It is called with arguments from `parseSteps`, which holds each to its knob.
  return (command) => command as unknown as Command<Model, Real>;
}

/** One of a list. */
export interface Step {
  readonly command: string;
  readonly args: GivenSettings;
}

export type ParsedSteps =
  | { readonly ok: true; readonly steps: readonly Step[] }
  | { readonly ok: false; readonly problem: string };

const STEPS_MAX = 1000;

/** Any table of commands, as far as their arguments go. */
export type HasArgs = Readonly<Record<string, { readonly args?: Knobs }>>;

/**
 * Every list may have it: nothing is done for as long as so many steps pause. It takes the place of steps that
 * are left out, so that faults meet the others where they met them before.
 */
export const WAIT = 'wait';
const WAIT_ARGS = { steps: int(1, { min: 1, max: STEPS_MAX }, 'How many pauses it lasts.') };

function argsOf(commands: HasArgs, command: string): Knobs | null {
  if (Object.hasOwn(commands, command)) return commands[command]?.args ?? {};
  return command === WAIT ? WAIT_ARGS : null;
}

/** An argument that is left out has its default. */
export function parseSteps(commands: HasArgs, list: string): ParsedSteps {
  const texts = list.split(';').map((one) => one.trim());
  const steps: Step[] = [];
  for (const one of texts.filter((step) => step !== '')) {
    const step = parseStep(commands, one);
    if (typeof step === 'string') return { ok: false, problem: step };
    steps.push(step);
  }
  if (steps.length > STEPS_MAX)
    return { ok: false, problem: `of ${steps.length} steps at most ${STEPS_MAX} are run` };
  return { ok: true, steps };
}

/** What is wrong with it, if it is none. */
function parseStep(commands: HasArgs, step: string): Step | string {
  const [command = '', ...words] = step.split(/\s+/);
  const knobs = argsOf(commands, command);
  if (knobs === null) return unknownName('command', command, [...Object.keys(commands), WAIT]);
  const args = new Map<string, SettingValue>(
    Object.entries(knobs).map(([name, knob]) => [name, knob.default]),
  );
  for (const word of words) {
    const [name = '', ...rest] = word.split('=');
    const knob = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
    if (knob === undefined) return unknownName(`argument of ${command}`, name, Object.keys(knobs));
    const checked = checkValue(knob, valueFromText(knob, rest.join('=')));
    if (!checked.ok) return `in "${step}" ${name} is to be ${checked.right}`;
    args.set(name, checked.value);
  }
  return { command, args: Object.fromEntries(args) };
}

export function textOfSteps(steps: readonly Step[]): string {
  return steps.map(textOfStep).join('; ');
}

export function textOfStep({ command, args }: Step): string {
  return [command, ...Object.entries(args).map(([name, value]) => `${name}=${String(value)}`)].join(' ');
}

/** A knob that holds steps: a list that names another command, or has another argument, is refused. */
export function steps(commands: HasArgs, defaultValue: string, doc: string): TextKnob {
  return text(defaultValue, doc, (list) => {
    const parsed = parseSteps(commands, list);
    return parsed.ok ? null : parsed.problem;
  });
}
