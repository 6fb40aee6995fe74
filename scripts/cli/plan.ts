/** `run --dry`: settings and schedule of a seed, without running anything. */
import { heading, line, table, toned, type Block } from '../../reports/blocks/block.js';
import { counted } from '../../reports/blocks/format.js';
import type { RunPlan } from '../../scenarios/harness/definition/api.js';
import type { SettingLayer } from '../../scenarios/harness/settings/resolve.js';
import type { Knobs } from '../../scenarios/harness/settings/areas/knob.js';
import { knobsOf } from '../../scenarios/harness/settings/own-knobs.js';
import type { GivenSettings } from '../../scenarios/harness/settings/table.js';
import { describeFault } from '../../sim/faults/verbs.js';
import { datagramBlocks } from '../../reports/run/faults.js';
import { EXIT_OK } from './support/exit-code.js';
import type { CommandContext } from './support/io.js';
import { deliverReport, type OutputOptions } from './support/output.js';

/** The schema of its JSON; `--faults` takes the document as it is. */
const PLAN_SCHEMA = 'stallgrind/plan@1';

export function printPlan(
  { io, layer }: CommandContext,
  options: OutputOptions & { readonly all?: boolean },
  plan: RunPlan,
): number {
  const scenario = layer.listScenarios().find(({ name }) => name === plan.scenario);
  const knobs = knobsOf(scenario ?? { name: plan.scenario });
  const blocks = planBlocks(plan, knobs, options.all === true);
  deliverReport(io, options, { document: { schema: PLAN_SCHEMA, ...plan }, blocks });
  return EXIT_OK;
}

/** Layers in the words of the table; what the person typed is the option itself. */
const FROM: Readonly<Record<SettingLayer, string>> = {
  default: 'default',
  scenario: 'scenario',
  variant: 'variant',
  set: '--set',
};

function planBlocks(plan: RunPlan, knobs: Knobs, hasAll: boolean): readonly Block[] {
  const { scenario, seed, variant, schedule, scheduleHash } = plan;
  const faults = schedule.map((entry) => [entry.id, describeFault(entry)]);
  return [
    { type: 'title', text: `${scenario}, variant ${variant}, seed ${seed}: a dry run` },
    ...settingBlocks(plan, knobs, hasAll),
    heading(`Faults (schedule ${scheduleHash})`),
    faults.length === 0 ? line('  none') : table(['id', 'what'], faults),
    ...datagramBlocks(schedule),
  ];
}

/** What differs from the defaults first: the rest is the same for most runs. */
function settingBlocks({ settings, from }: RunPlan, knobs: Knobs, hasAll: boolean): readonly Block[] {
  const values: GivenSettings = settings;
  const all = Object.entries(knobs).map(([name, { default: byDefault }]) => {
    const value = values[name] ?? null;
    const cells = [name, String(value), FROM[from[name] ?? 'default']];
    return { cells, byDefault, isDefault: value === byDefault };
  });
  const differing = all
    .filter(({ isDefault }) => !isDefault)
    .map(({ cells, byDefault }) => [...cells, String(byDefault)]);
  const rest = all.filter(({ isDefault }) => isDefault).map(({ cells }) => cells);
  const titles = ['knob', 'value>', 'set by'];
  return [
    heading('Settings that differ from the defaults'),
    differing.length === 0 ? line('  none') : table([...titles, 'default>'], differing, ['default']),
    ...(hasAll
      ? [heading('Settings that do not'), table(titles, rest)]
      : [line(toned('dim', `  and ${counted(rest.length, 'knob')} at the default, which --all shows`))]),
  ];
}
