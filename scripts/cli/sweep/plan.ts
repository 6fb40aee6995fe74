/** `sweep --dry`: what each seed would run. */
import { heading, line, table, type Block } from '../../../reports/blocks/block.js';
import { counted } from '../../../reports/blocks/format.js';
import type { RunPlan } from '../../../scenarios/harness/definition/api.js';
import { describeFault } from '../../../sim/faults/verbs.js';
import { EXIT_OK } from '../support/exit-code.js';
import type { CommandContext } from '../support/io.js';
import { printReport, type OutputOptions } from '../support/output.js';
import { plannedRun, type SeedTask } from './task.js';

/** Of its JSON; `run --faults` takes a document of one of its `runs`. */
const SWEEP_PLAN_SCHEMA = 'stallgrind/sweep-plan@1';

export function printSweepPlan(
  tasks: readonly SeedTask[],
  options: OutputOptions,
  { io, layer }: CommandContext,
): number {
  const plans = tasks.map((task) => {
    const { scenario, ...rest } = plannedRun(layer, task);
    return layer.planScenario(scenario, rest);
  });
  const runs = plans.map(({ scenario, seed, variant, given, schedule, scheduleHash }) => {
    return { scenario, seed, variant, settings: given, schedule, scheduleHash };
  });
  const document = { schema: SWEEP_PLAN_SCHEMA, runs };
  const title: Block = { type: 'title', text: `${counted(plans.length, 'run')}: a dry run` };
  printReport(io, options, { document, blocks: [title, ...plans.flatMap(blocksOf)] });
  return EXIT_OK;
}

function blocksOf({ scenario, seed, variant, given, schedule, scheduleHash }: RunPlan): readonly Block[] {
  const settings = Object.entries(given).map(([name, value]) => [name, String(value)]);
  const faults = schedule.map((entry) => [entry.id, describeFault(entry)]);
  return [
    heading(`Seed ${seed}: ${scenario}, variant ${variant}, schedule ${scheduleHash}`),
    ...(settings.length === 0 ? [] : [table(['knob', 'value>'], settings)]),
    faults.length === 0 ? line('  no faults') : table(['id', 'what'], faults),
  ];
}
