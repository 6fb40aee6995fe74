/** `list`: what there is to run, and with what. */
import type { Command } from 'commander';
import { heading, table, type Block } from '../../reports/blocks/block.js';
import type { ScenarioLayer } from '../../scenarios/harness/api.js';
import { listKnobs, type KnobInfo } from '../../scenarios/harness/settings/table.js';
import { unknownName } from '../../scenarios/harness/settings/unknown-name.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { EXIT_OK } from './support/exit-code.js';
import type { CommandContext } from './support/io.js';
import { checkOutFile, printReport, writeReport, type OutputOptions } from './support/output.js';

export const KINDS = ['scenarios', 'variants', 'knobs', 'faults', 'invariants'] as const;
type Kind = (typeof KINDS)[number];

export function addList(program: Command, context: CommandContext, end: (code: number) => void): void {
  program
    .command('list')
    .description(`list ${KINDS.join(', ')}; all of them without a name`)
    .argument('[what]', `one of ${KINDS.join(', ')}`)
    .option('--out <file>', 'write it too, as .md, .json or .txt')
    .option('--json', 'one JSON document on stdout')
    .action((what: string | undefined, _options: unknown, command: Command) => {
      end(list(what, command.optsWithGlobals<ListOptions>(), context));
    });
}

interface ListOptions extends OutputOptions {
  readonly out?: string;
}

function list(what: string | undefined, options: ListOptions, { io, layer }: CommandContext): number {
  checkOutFile(options.out);
  const kinds = what === undefined ? KINDS : [kindNamed(what)];
  const [only, ...others] = kinds;
  const isOne = only !== undefined && others.length === 0;
  const document = isOne
    ? entriesOf(only, layer)
    : Object.fromEntries(kinds.map((kind) => [kind, entriesOf(kind, layer)]));
  const report = { document, blocks: listBlocks(kinds, layer) };
  if (options.out !== undefined) writeReport(options.out, report);
  printReport(io, options, report);
  return EXIT_OK;
}

/** Everything that there is, as a report. */
export function listBlocks(kinds: readonly Kind[], layer: ScenarioLayer): readonly Block[] {
  return kinds.flatMap((kind) => blocksOf(kind, layer));
}

function kindNamed(name: string): Kind {
  const kind = KINDS.find((known) => known === name);
  if (kind === undefined) throw new UsageError(unknownName('list', name, KINDS));
  return kind;
}

function entriesOf(kind: Kind, layer: ScenarioLayer): readonly unknown[] {
  switch (kind) {
    case 'scenarios':
      return layer.listScenarios();
    case 'variants':
      return layer.listVariants();
    case 'knobs':
      return listKnobs();
    case 'faults':
      return layer.listFaults();
    case 'invariants':
      return layer.listInvariants();
  }
}

function blocksOf(kind: Kind, layer: ScenarioLayer): readonly Block[] {
  return [heading(`${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`), tableOf(kind, layer)];
}

function tableOf(kind: Kind, layer: ScenarioLayer): Block {
  switch (kind) {
    case 'scenarios': {
      const rows = layer
        .listScenarios()
        .map(({ name, variant, doc, source }) => [name, variant, doc, source]);
      return table(['scenario', 'runs with', 'what it does', 'described in'], rows);
    }
    case 'variants': {
      const rows = layer.listVariants().map(({ name, doc, sources }) => [name, doc, sources.join('; ')]);
      return table(['variant', 'what it is', 'described in'], rows);
    }
    case 'knobs':
      return table(['knob', 'default>', 'may be', 'what it does'], listKnobs().map(knobCells));
    case 'faults': {
      const rows = layer.listFaults().map(({ type, undo, fields }) => [type, undo ?? '-', fields.join(', ')]);
      return table(['fault', 'ended by', 'fields'], rows);
    }
    case 'invariants':
      return table(
        ['invariant', 'what it holds'],
        layer.listInvariants().map(({ name, doc }) => [name, doc]),
      );
  }
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
