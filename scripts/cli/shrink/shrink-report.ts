/** What a capsule was shrunk to: as a document, `stallgrind/shrink@1`, and as a report. */
import { heading, line, table, toned, type Block } from '../../../reports/blocks/block.js';
import { counted, grouped, milliseconds } from '../../../reports/blocks/format.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { SettingValue } from '../../../scenarios/harness/settings/areas/knob.js';
import { commandLine } from '../../../scenarios/harness/result/replay-line.js';
import { valueOf } from '../../../scenarios/shrink/case/case.js';
import { symptomText, type Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import { describeFault } from '../../../sim/faults/verbs.js';
import type { Shrunken } from './search.js';
import type { ShrinkOutcome } from './worker.js';

interface ShrinkSize {
  readonly faults: number;
  /** Knobs that neither scenario nor variant set so. */
  readonly knobsSet: number;
  readonly events: number;
  readonly virtualMs: number;
}

export interface ShrinkDocument {
  readonly schema: 'stallgrind/shrink@1';
  /** Files. */
  readonly capsule: string;
  readonly out: string;
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  readonly symptom: string;
  /** `minimal`: without any one fault it does not happen. `failed`: a thread could not go on. */
  readonly ended: 'minimal' | 'limit' | 'interrupted' | 'failed';
  readonly runs: number;
  readonly wallMs: number;
  readonly before: ShrinkSize;
  readonly after: ShrinkSize;
  readonly faults: readonly NeededFault[];
  /** Those that were set, and those that are. */
  readonly knobs: readonly ShrunkKnob[];
  readonly replay: string;
}

interface ShrunkKnob {
  readonly name: string;
  readonly before: SettingValue;
  readonly after: SettingValue;
  /** False: it is back to what scenario and variant have. */
  readonly isSet: boolean;
  /** What the run does where it is not set; null for one that only makes the run smaller, or nobody has looked. */
  readonly without: string | null;
}

interface NeededFault {
  readonly id: string;
  readonly what: string;
  /** What the run does without it; null if nobody has looked. */
  readonly without: string | null;
}

export interface ShrinkFacts extends Pick<ShrinkDocument, 'capsule' | 'out' | 'ended' | 'wallMs'> {
  readonly first: RunResult;
  readonly symptom: Symptom;
}

export function shrinkDocument(shrunken: Shrunken, facts: ShrinkFacts): ShrinkDocument {
  const { subject, case: small, ran, withoutFault, withoutKnob, runCount } = shrunken;
  const { first, symptom, ...told } = facts;
  const { start } = subject;
  const names = [...new Set([...Object.keys(start.set), ...Object.keys(small.set)])].sort();
  const knobs = names.map((name): ShrunkKnob => {
    return {
      name,
      before: valueOf(subject, start.set, name),
      after: valueOf(subject, small.set, name),
      isSet: Object.hasOwn(small.set, name),
      without: wordsOf(withoutKnob.get(name)),
    };
  });
  return {
    schema: 'stallgrind/shrink@1',
    capsule: told.capsule,
    out: told.out,
    scenario: first.scenario,
    seed: first.seed,
    variant: first.variant,
    symptom: symptomText(symptom),
    ended: told.ended,
    runs: runCount,
    wallMs: Math.round(told.wallMs),
    before: sizeOf(start, first),
    after: sizeOf(small, ran),
    faults: small.faults.map((entry) => {
      return { id: entry.id, what: describeFault(entry), without: wordsOf(withoutFault.get(entry.id)) };
    }),
    knobs,
    replay: commandLine(['replay', told.out]),
  };
}

function sizeOf(
  { faults, set }: Shrunken['case'],
  { events, virtualMs }: Pick<RunResult, 'events' | 'virtualMs'>,
): ShrinkSize {
  return { faults: faults.length, knobsSet: Object.keys(set).length, events, virtualMs };
}

/** What a run without one of the faults does in place of what was looked for. */
function wordsOf(outcome: ShrinkOutcome | null | undefined): string | null {
  if (outcome === null || outcome === undefined) return null;
  if (outcome.type === 'refused') return 'there is no such run';
  const { verdict, judged, invariants, detail, figures, virtualMs } = outcome;
  // Later than the run goes on for by now, or in one that goes on for longer than the capsule's.
  if (judged.holds) return `the same, in a run of ${milliseconds(virtualMs)}`;
  const measured = figures.map(({ name, value, unit }) => `${name} is ${grouped(value)}${unit}`);
  const ending =
    verdict === 'violated'
      ? `violates ${invariants.join(', ')}`
      : detail === null
        ? verdict
        : `${verdict === 'stalled' ? 'stalls' : 'the harness fails'}: ${detail}`;
  return [...measured, ending].join('; ');
}

export function shrinkReport(document: ShrinkDocument): readonly Block[] {
  const { scenario, seed, variant, symptom, faults, knobs, runs, wallMs } = document;
  const seconds = grouped(Math.round(wallMs / 100) / 10);
  return [
    { type: 'title', text: `${scenario}, variant ${variant}, seed ${seed}: shrunk` },
    line('still: ', toned('bad', symptom), `; ${ENDED[document.ended]}`),
    line(toned('dim', `${counted(runs, 'run')} in ${seconds} s`)),
    table(['', 'before>', 'after>'], sizeRows(document)),
    heading('Faults that it needs'),
    ...(faults.length === 0
      ? [line('  none')]
      : [
          table(
            ['id', 'what', 'without it'],
            faults.map(({ id, what, without }) => [id, what, without ?? toned('dim', 'not looked at')]),
          ),
        ]),
    ...knobBlocks(knobs),
    line(''),
    { type: 'command', text: document.replay },
  ];
}

const ENDED: Readonly<Record<ShrinkDocument['ended'], string>> = {
  minimal: 'no fault can be left out, and nothing else made smaller',
  limit: 'the time is over, so it may not be the smallest',
  failed: 'a case could not be run, so it may not be the smallest',
  interrupted: 'interrupted, so it may not be the smallest',
};

function sizeRows({ before, after }: ShrinkDocument): readonly (readonly string[])[] {
  const row = (what: string, of: keyof ShrinkSize, unit = ''): readonly string[] => [
    what,
    `${grouped(before[of])}${unit}`,
    `${grouped(after[of])}${unit}`,
  ];
  return [
    row('faults', 'faults'),
    row('knobs set', 'knobsSet'),
    row('events', 'events'),
    row('virtual time', 'virtualMs', ' ms'),
  ];
}

function knobBlocks(knobs: readonly ShrunkKnob[]): readonly Block[] {
  const left = knobs.filter(({ isSet }) => isSet);
  const backCount = knobs.length - left.length;
  const rows = left.map(({ name, before, after, without }) => [
    name,
    textOf(before),
    textOf(after),
    without ?? '',
  ]);
  return [
    ...(left.length === 0
      ? []
      : [heading('Settings'), table(['knob', 'before>', 'after>', 'without it'], rows, ['before'])]),
    ...(backCount === 0
      ? []
      : [line(toned('dim', `  ${counted(backCount, 'knob')} back to what scenario and variant have`))]),
  ];
}

function textOf(value: SettingValue): string {
  return typeof value === 'number' ? grouped(value) : String(value);
}
