/** `list`: what there is to run, and with what. */
import type { Command } from 'commander';
import { heading, table, type Block, type Cell, type Table } from '../../reports/blocks/block.js';
import type { ScenarioLayer } from '../../scenarios/layer.js';
import { settingWords } from '../../scenarios/harness/result/replay-line.js';
import { listKnobs, type KnobInfo } from '../../scenarios/harness/settings/table.js';
import { nearNames, unknownName } from '../../scenarios/harness/settings/unknown-name.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { EXIT_OK } from './support/exit-code.js';
import { explained } from './support/help.js';
import type { CommandContext } from './support/io.js';
import { checkOutFile, printReport, writeReport, type OutputOptions } from './support/output.js';

export const KINDS = ['scenarios', 'variants', 'knobs', 'faults', 'invariants'] as const;
type Kind = (typeof KINDS)[number];

export function addList(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('list'), {
    examples: ['list scenarios', 'list knobs raft'],
    exitCodes: { 0: 'listed' },
  })
    .description(`list ${KINDS.join(', ')}; all of them without a name`)
    .argument('[what]', `one of ${KINDS.join(', ')}`)
    .argument('[prefix]', 'only names that begin so: `list knobs raft`')
    .option('--out <file>', 'write it too, as .md, .json or .txt')
    .option('--json', 'one JSON document on stdout')
    .action((what: string | undefined, prefix: string | undefined, _options: unknown, command: Command) => {
      end(list(what, prefix, command.optsWithGlobals<ListOptions>(), context));
    });
}

interface ListOptions extends OutputOptions {
  readonly out?: string;
}

function list(
  what: string | undefined,
  prefix: string | undefined,
  options: ListOptions,
  { io, layer }: CommandContext,
): number {
  checkOutFile(options.out);
  const kinds = what === undefined ? KINDS : [kindNamed(what)];
  const listings = kinds.map((kind) => beginningWith(prefix, listingOf(kind, layer)));
  const [only, ...others] = listings;
  const document =
    only !== undefined && others.length === 0
      ? only.entries
      : Object.fromEntries(listings.map(({ kind, entries }) => [kind, entries]));
  const report = { document, blocks: listings.flatMap(blocksOf) };
  if (options.out !== undefined) writeReport(options.out, report);
  printReport(io, options, report);
  return EXIT_OK;
}

/** Everything that there is, as a report. */
export function listBlocks(kinds: readonly Kind[], layer: ScenarioLayer): readonly Block[] {
  return kinds.flatMap((kind) => blocksOf(listingOf(kind, layer)));
}

function kindNamed(name: string): Kind {
  const kind = KINDS.find((known) => known === name);
  if (kind === undefined) throw new UsageError(unknownName('list', name, KINDS));
  return kind;
}

type Entry = { readonly name: string } | { readonly type: string };

interface Listing {
  readonly kind: Kind;
  /** As `--json` prints them. */
  readonly entries: readonly Entry[];
  readonly names: readonly string[];
  /** The same entries, a row each. */
  readonly table: Table;
}

function listingOf(kind: Kind, layer: ScenarioLayer): Listing {
  switch (kind) {
    case 'scenarios':
      return listing(kind, layer.listScenarios(), {
        titles: ['scenario', 'runs with', 'what it does', 'described in'],
        rowOf: ({ name, variant, variantSettings, doc, source }) => [
          name,
          [variant, ...settingWords(variantSettings)].join(' '),
          doc,
          source,
        ],
      });
    case 'variants':
      return listing(kind, layer.listVariants(), {
        titles: ['variant', 'what it is', 'described in'],
        rowOf: ({ name, doc, sources }) => [name, doc, sources.join('; ')],
      });
    case 'knobs':
      return listing(kind, listKnobs(), {
        titles: ['knob', 'default>', 'may be', 'what it does'],
        rowOf: knobCells,
      });
    case 'faults':
      return listing(kind, layer.listFaults(), {
        titles: ['fault', 'ended by', 'fields'],
        rowOf: ({ type, undo, fields }) => [type, undo ?? '-', fields.join(', ')],
      });
    case 'invariants':
      return listing(kind, layer.listInvariants(), {
        titles: ['invariant', 'what it holds'],
        rowOf: ({ name, doc }) => [name, doc],
      });
  }
}

function listing<T extends Entry>(
  kind: Kind,
  entries: readonly T[],
  { titles, rowOf }: { readonly titles: readonly string[]; readonly rowOf: (entry: T) => readonly Cell[] },
): Listing {
  const names = entries.map((entry) => ('name' in entry ? entry.name : entry.type));
  return { kind, entries, names, table: table(titles, entries.map(rowOf), ['described in', 'runs with']) };
}

/** Those whose names begin so; capitals do not matter. */
function beginningWith(prefix: string | undefined, whole: Listing): Listing {
  if (prefix === undefined) return whole;
  const { kind, entries, names, table: all } = whole;
  const isMeant = (place: number): boolean =>
    names[place]?.toLowerCase().startsWith(prefix.toLowerCase()) === true;
  const kept = names.filter((_, place) => isMeant(place));
  if (kept.length === 0) throw new UsageError(nothingBegins(kind, prefix, names));
  return {
    kind,
    names: kept,
    entries: entries.filter((_, place) => isMeant(place)),
    table: { ...all, rows: all.rows.filter((_, place) => isMeant(place)) },
  };
}

/** Near names, or else what the names begin with. */
function nothingBegins(kind: Kind, prefix: string, names: readonly string[]): string {
  const groups = [...new Set(names.map((name) => /^[^.]+/.exec(name)?.[0] ?? name))];
  const near = [...new Set([...nearNames(prefix, groups), ...nearNames(prefix, names)])];
  const shown = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${groups.join(', ')}`;
  return `none of the ${kind} begins with ${JSON.stringify(prefix)}; ${shown}`;
}

function blocksOf({ kind, table: rows }: Listing): readonly Block[] {
  return [heading(`${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`), rows];
}

function knobCells(knob: KnobInfo): readonly string[] {
  const unit = knob.unit === null ? '' : ` ${knob.unit}`;
  const value = knob.default === null ? 'null' : `${String(knob.default)}${unit}`;
  const orNull = knob.nullMeans === undefined ? '' : `; null: ${knob.nullMeans}`;
  return [knob.name, value, `${rangeOf(knob, unit)}${orNull}`, knob.doc];
}

function rangeOf({ choices, min, max }: KnobInfo, unit: string): string {
  if (choices !== undefined) return choices.join(', ');
  return min === undefined || max === undefined ? 'true, false' : `${min} to ${max}${unit}`;
}
