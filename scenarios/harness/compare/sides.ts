/** What a comparison compares: presets with settings, and where they differ. Pure. */
import type { RunPlan } from '../definition/api.js';
import type { SettingValue } from '../settings/areas/knob.js';
import type { GivenSettings, UncheckedSettings } from '../settings/table.js';

export interface Side {
  /** What reports call it: the name that it was given, else the preset's. */
  readonly name: string;
  readonly preset: string;
  /** Over what is set for all sides. */
  readonly set: UncheckedSettings;
}

/** A seam or a knob, and what each side has there. */
export interface Axis {
  readonly type: 'seam' | 'knob';
  readonly name: string;
  /** In the order of the sides. */
  readonly values: readonly SettingValue[];
}

const AT_REFERENCE = 'reference';

/** Seams first, each in the order of their names; a knob that chooses at a seam is shown as the seam. */
export function differingAxes(plans: readonly Pick<RunPlan, 'seams' | 'settings'>[]): readonly Axis[] {
  const seams = axes(
    'seam',
    plans.map((plan) => plan.seams),
    AT_REFERENCE,
  );
  const shown = new Set(plans.flatMap((plan) => Object.keys(plan.seams)));
  const settings: readonly GivenSettings[] = plans.map((plan) => plan.settings);
  return [...seams, ...axes('knob', settings, null).filter(({ name }) => !shown.has(name))];
}

function axes(
  type: Axis['type'],
  sides: readonly Readonly<Record<string, SettingValue | undefined>>[],
  absent: SettingValue,
): readonly Axis[] {
  const names = [...new Set(sides.flatMap((side) => Object.keys(side)))].sort();
  return names
    .map((name) => ({ type, name, values: sides.map((side) => side[name] ?? absent) }))
    .filter(({ values }) => new Set(values).size > 1);
}
