/** `run --dry`: settings and schedule of a seed, without running anything. */
import { datagramBlocks } from '../../reports/run/faults.js';
import { heading, line, table, type Block } from '../../reports/blocks/block.js';
import type { RunPlan } from '../../scenarios/harness/api.js';
import type { SettingLayer } from '../../scenarios/harness/settings/resolve.js';
import { KNOB_NAMES } from '../../scenarios/harness/settings/table.js';
import { describeFault } from '../../sim/faults/describe.js';
import { EXIT_OK } from './support/exit-code.js';
import type { CommandContext } from './support/io.js';
import { printReport, writeReport, type OutputOptions } from './support/output.js';

/** The schema of its JSON; `--faults` takes the document as it is. */
const PLAN_SCHEMA = 'stallgrind/plan@1';

export function printPlan(
  { io }: CommandContext,
  options: OutputOptions & { readonly out?: string },
  plan: RunPlan,
): number {
  const report = { document: { schema: PLAN_SCHEMA, ...plan }, blocks: planBlocks(plan) };
  if (options.out !== undefined) writeReport(options.out, report);
  printReport(io, options, report);
  return EXIT_OK;
}

/** Layers in the words of the table; what the person typed is the option itself. */
const FROM: Readonly<Record<SettingLayer, string>> = {
  ...{ default: 'default', scenario: 'scenario', variant: 'variant' },
  set: '--set',
};

function planBlocks({
  scenario,
  seed,
  variant,
  settings,
  from,
  schedule,
  scheduleHash,
}: RunPlan): readonly Block[] {
  const rows = KNOB_NAMES.map((name) => [name, String(settings[name]), FROM[from[name]]]);
  return [
    { type: 'title', text: `${scenario}, variant ${variant}, seed ${seed}: a dry run` },
    heading('Settings'),
    table(['knob', 'value>', 'from'], rows),
    heading(`Faults (schedule ${scheduleHash})`),
    ...(schedule.length === 0
      ? [line('  none')]
      : [
          table(
            ['id', 'what'],
            schedule.map((entry) => [entry.id, describeFault(entry)]),
          ),
          ...datagramBlocks(schedule),
        ]),
  ];
}
