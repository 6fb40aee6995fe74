/** Whether to use colours, and how many. Chalk 5 knows nothing of `NO_COLOR`, so it is told. */

/** As chalk counts them: none, 16, 256, all. */
export type ColourLevel = (typeof LEVELS)[number];
const LEVELS = [0, 1, 2, 3] as const;

export interface ColourSources {
  /** `--color` is true, `--no-color` false; null when neither was given. */
  readonly flag: boolean | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/** The flag before `FORCE_COLOR` before `NO_COLOR` before what the terminal can do. */
export function colourLevel({ flag, env, isTerminal }: ColourSources): ColourLevel {
  const able = levelOfTerminal(env);
  if (flag !== null) return flag ? atLeastSome(able) : 0;
  const forced = env['FORCE_COLOR'];
  if (forced === 'false') return 0;
  if (forced !== undefined) return LEVELS.find((level) => String(level) === forced) ?? atLeastSome(able);
  // By its convention an empty NO_COLOR counts as not set.
  if ((env['NO_COLOR'] ?? '') !== '') return 0;
  return isTerminal ? able : 0;
}

function levelOfTerminal(env: ColourSources['env']): ColourLevel {
  const term = env['TERM'] ?? '';
  if (term === 'dumb') return 0;
  if (/^(truecolor|24bit)$/.test(env['COLORTERM'] ?? '')) return 3;
  return term.includes('256') ? 2 : 1;
}

function atLeastSome(level: ColourLevel): ColourLevel {
  return level === 0 ? 1 : level;
}
