/** `list`: what there is to run, and with what. */
import type { Command } from 'commander';
import {
  heading,
  line,
  table,
  toned,
  type Block,
  type Cell,
  type Table,
} from '../../reports/blocks/block.js';
import type { ScenarioLayer } from '../../scenarios/layer.js';
import type { Knob } from '../../scenarios/harness/settings/areas/knob.js';
import { listKnobs, type KnobInfo } from '../../scenarios/harness/settings/table.js';
import { nearNames, unknownName } from '../../scenarios/harness/settings/unknown-name.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { settingWords } from '../../scenarios/harness/result/replay-line.js';
import { EXIT_OK } from './support/exit-code.js';
import { explained } from './support/help.js';
import type { CommandContext } from './support/io.js';
import { checkOutFiles, deliverReport, type OutputOptions } from './support/output.js';

const KINDS = ['scenarios', 'variants', 'knobs', 'faults', 'invariants', 'sometimes'] as const;
type Kind = (typeof KINDS)[number];

export function addList(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('list'), {
    examples: ['list scenarios', 'list knobs raft'],
    exitCodes: { 0: 'listed' },
  })
    .description(`list ${KINDS.join(', ')}; all of them without a name`)
    .argument('[what]', `one of ${KINDS.join(', ')}`)
    .argument(
      '[prefix]',
      'only names that begin so: `list knobs raft`; after `knobs` a scenario, for its own',
    )
    .option('--out <file>', 'write it too, as .md, .json or .txt')
    .option('--json', 'one JSON document on stdout')
    .action((what: string | undefined, prefix: string | undefined, _options: unknown, command: Command) => {
      end(list(what, prefix, command.optsWithGlobals<OutputOptions>(), context));
    });
}

function list(
  what: string | undefined,
  prefix: string | undefined,
  options: OutputOptions,
  { io, layer }: CommandContext,
): number {
  checkOutFiles({ out: options.out });
  const listings = what === undefined ? everything(layer) : [listingFor(kindNamed(what), prefix, layer)];
  const [only, ...others] = listings;
  const document =
    only !== undefined && others.length === 0
      ? only.entries
      : Object.fromEntries(listings.map(({ kind, entries }) => [kind, entries]));
  const report = { document, blocks: listings.flatMap(blocksOf) };
  deliverReport(io, options, report);
  return EXIT_OK;
}

/** Everything that there is, as a report. */
export function listBlocks(layer: ScenarioLayer): readonly Block[] {
  return everything(layer).flatMap(blocksOf);
}

function everything(layer: ScenarioLayer): readonly Listing[] {
  return [...KINDS.map((kind) => listingOf(kind, layer)), ownKnobs(layer)];
}

/** After `knobs` a scenario stands for its own; else what begins so, last among knobs of some scenarios. */
function listingFor(kind: Kind, prefix: string | undefined, layer: ScenarioLayer): Listing {
  const whole = listingOf(kind, layer);
  if (prefix === undefined) return whole;
  if (kind !== 'knobs' || places(prefix, whole.names).length > 0) return beginningWith(prefix, whole);
  if (layer.listScenarios().some(({ name }) => name === prefix)) return ownKnobs(layer, prefix);
  const own = ownKnobs(layer);
  return beginningWith(prefix, places(prefix, own.names).length > 0 ? own : whole);
}

function kindNamed(name: string): Kind {
  const kind = KINDS.find((known) => known === name);
  if (kind === undefined) throw new UsageError(unknownName('list', name, KINDS));
  return kind;
}

type Entry = { readonly name: string } | { readonly type: string };

interface Listing {
  readonly kind: Kind | 'ownKnobs';
  /** As `--json` prints them. */
  readonly entries: readonly Entry[];
  readonly names: readonly string[];
  /** The same entries, a row each. */
  readonly table: Table;
}

function listingOf(kind: Kind, layer: ScenarioLayer): Listing {
  switch (kind) {
    case 'scenarios': {
      const titles = ['scenario', 'runs with', 'what it does', 'described in'];
      return listing(
        kind,
        layer.listScenarios(),
        titles,
        ({ name, variant, variantSettings, doc, source }) => {
          const runsWith = [variant, ...settingWords(variantSettings)].join(' ');
          return [name, runsWith, doc, source];
        },
      );
    }
    case 'variants': {
      const titles = ['variant', 'what it is', 'described in'];
      return listing(kind, layer.listVariants(), titles, ({ name, doc, sources }) => [
        name,
        doc,
        sources.join('; '),
      ]);
    }
    case 'knobs':
      return listing(kind, listKnobs(), KNOB_TITLES, knobCells);
    case 'faults': {
      const titles = ['fault', 'ended by', 'fields', 'times'];
      return listing(kind, layer.listFaults(), titles, ({ type, undo, fields, times }) => [
        type,
        undo ?? '-',
        fields.join(', '),
        times.join(', '),
      ]);
    }
    case 'invariants':
      return listing(kind, layer.listInvariants(), ['invariant', 'what it holds'], ({ name, doc }) => [
        name,
        doc,
      ]);
    case 'sometimes': {
      const titles = ['at times', 'what it says'];
      return listing(kind, layer.listSometimes(), titles, ({ name, doc }) => [name, doc]);
    }
  }
}

function listing<T extends Entry>(
  kind: Listing['kind'],
  entries: readonly T[],
  titles: readonly string[],
  rowOf: (entry: T) => readonly Cell[],
): Listing {
  const names = entries.map((entry) => ('name' in entry ? entry.name : entry.type));
  return { kind, entries, names, table: table(titles, entries.map(rowOf), ['described in', 'runs with']) };
}

const KNOB_TITLES = ['knob', 'default>', 'may be', 'what it does'];

/** Knobs that not every run has, and whose they are; or those of one scenario. */
function ownKnobs(layer: ScenarioLayer, only?: string): Listing {
  const owned = new Map<Knob, { readonly name: string; readonly scenarios: string[] }>();
  for (const { name: scenario, knobs } of layer.listScenarios()) {
    if (only !== undefined && scenario !== only) continue;
    for (const [name, knob] of Object.entries(knobs)) {
      const { scenarios } = owned.get(knob) ?? { scenarios: [] };
      owned.set(knob, { name, scenarios: [...scenarios, scenario] });
    }
  }
  const entries = [...owned].map(([knob, owners]) => ({ unit: null, ...knob, ...owners }));
  return listing('ownKnobs', entries, [...KNOB_TITLES, 'of'], (entry) => [
    ...knobCells(entry),
    entry.scenarios.join(', '),
  ]);
}

/** Those whose names begin so; capitals do not matter. */
function beginningWith(prefix: string, { kind, entries, names, table: all }: Listing): Listing {
  const kept = places(prefix, names);
  if (kept.length === 0) throw new UsageError(nothingBegins(kind, prefix, names));
  const at = <T>(whole: readonly T[]): readonly T[] => whole.filter((_, place) => kept.includes(place));
  return { kind, names: at(names), entries: at(entries), table: { ...all, rows: at(all.rows) } };
}

function places(prefix: string, names: readonly string[]): readonly number[] {
  const begins = (name: string): boolean => name.toLowerCase().startsWith(prefix.toLowerCase());
  return [...names.keys()].filter((place) => begins(names[place] ?? ''));
}

/** Near names, or else what the names begin with. */
function nothingBegins(kind: Listing['kind'], prefix: string, names: readonly string[]): string {
  const groups = [...new Set(names.map((name) => /^[^.]+/.exec(name)?.[0] ?? name))];
  const near = [...new Set([...nearNames(prefix, groups), ...nearNames(prefix, names)])];
  const shown = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${groups.join(', ')}`;
  return `none of the ${kind} begins with ${JSON.stringify(prefix)}; ${shown}`;
}

function blocksOf({ kind, table: rows }: Listing): readonly Block[] {
  return [
    heading(
      kind === 'ownKnobs'
        ? 'Knobs of some scenarios only'
        : kind.replace(/^./, (first) => first.toUpperCase()),
    ),
    rows.rows.length === 0 ? line('  none') : rows,
    ...(kind === 'knobs' ? [line(toned('dim', OF_THEIR_OWN))] : []),
  ];
}

const OF_THEIR_OWN =
  '  Every run has these. Some scenarios have others besides: list knobs create-topic-storm';

function knobCells(knob: KnobInfo): readonly string[] {
  const unit = knob.unit === null ? '' : ` ${knob.unit}`;
  const value = knob.default === null ? 'null' : `${String(knob.default)}${unit}`;
  const orNull = knob.nullMeans === undefined ? '' : `; null: ${knob.nullMeans}`;
  return [knob.name, value, `${rangeOf(knob, unit)}${orNull}`, knob.doc];
}

function rangeOf({ type, choices, min, max }: KnobInfo, unit: string): string {
  if (choices !== undefined) return choices.join(', ');
  if (type === 'text') return 'a text';
  return min === undefined || max === undefined ? 'true, false' : `${min} to ${max}${unit}`;
}
