/** The faults that a run is given, checked against its nodes before anything runs. */
import type { Command } from '../faults/engine.js';
import type { FaultSchedule } from '../faults/entry.js';
import { parseSchedule, ScheduleError } from '../faults/parse.js';
import type { ResolveRole } from '../faults/resolve.js';

/** The faults of a run. */
export interface FaultOptions {
  /** A {@link FaultSchedule}, or data that may be one: what a file held. Checked before anything runs. Default: no faults. */
  readonly schedule?: unknown;
  /** What a role such as `leader of __meta` is at this moment. Default: targets are names of nodes, and a role is an error. */
  readonly resolveTarget?: ResolveRole;
  /** Gives an operator's command its meaning; true if it took effect. Default: a command is an error. */
  readonly runCommand?: (command: Command) => boolean;
}

/** What the engine needs: a schedule that is one, and a meaning for each word in it. */
export interface FaultPlan {
  readonly schedule: FaultSchedule;
  readonly resolveTarget: ResolveRole;
  readonly runCommand: (command: Command) => boolean;
}

const NO_ROLES = {
  knows: () => false,
  forms: [],
  instead: 'the name of a node: this run resolves no roles, unless it is given a resolveTarget',
};

/** Throws a {@link ScheduleError}. */
export function planFaults(
  { schedule = [], resolveTarget, runCommand }: FaultOptions,
  nodes: readonly string[],
): FaultPlan {
  const parsed = parseSchedule(
    schedule,
    resolveTarget === undefined ? { nodes, roles: NO_ROLES } : { nodes },
  );
  if (!parsed.ok) throw new ScheduleError(parsed.errors);
  if (runCommand === undefined) {
    const unknown = parsed.schedule.flatMap((entry) =>
      entry.type === 'command'
        ? [`entry "${entry.id}": nothing knows the command ${entry.name}; give the run a runCommand`]
        : [],
    );
    if (unknown.length > 0) throw new ScheduleError(unknown);
  }
  return {
    schedule: parsed.schedule,
    resolveTarget: resolveTarget ?? (() => []),
    runCommand: runCommand ?? (() => false),
  };
}
