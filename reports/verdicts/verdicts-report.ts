/** Verdicts: the table for a terminal, and the whole page. */
import type { VerdictsDocument } from '../../scenarios/verdicts/document.js';
import type { ClaimVerdict, FigureKind, VerdictOutcome } from '../../scenarios/verdicts/row.js';
import { heading, line, table, toned, type Block, type Cell, type Tone } from '../blocks/block.js';
import { counted, grouped } from '../blocks/format.js';

const TITLE: Block = { type: 'title', text: 'What the documents claim, and what runs show' };

const TONES: Readonly<Record<ClaimVerdict, Tone>> = {
  reproduced: 'good',
  holds: 'good',
  refuted: 'warn',
  'not-testable': 'dim',
};

const KINDS: Readonly<Record<FigureKind, string>> = {
  fitted: 'fitted: the calibration was made from it',
  exact: 'exact: from constants of the code',
  shape: 'shape: a ratio or a share, whatever the machine',
  hardware: 'hardware: of the machine that the calibration stands for',
};

const ORDER: readonly ClaimVerdict[] = ['reproduced', 'holds', 'refuted', 'not-testable'];

/** For a terminal: a line for each claim, and the figures. */
export function verdictsTable(document: VerdictsDocument): readonly Block[] {
  const rows = document.rows.map(({ id, verdict, claim }) => [
    id,
    verdictCell(verdict),
    firstSentence(claim),
  ]);
  return [
    TITLE,
    countLine(document),
    table(['id', 'verdict', 'claim'], rows),
    ...figureBlocks(document),
    ...oneByOne(document),
  ];
}

/** How to read all that is known of one of them. */
function oneByOne({ rows: [first] }: VerdictsDocument): readonly Block[] {
  if (first === undefined) return [];
  return [
    line('all that is known of one:'),
    { type: 'command', text: `stallgrind verdicts --only ${first.id}` },
  ];
}

/** Everything of each row. */
export function verdictDetails(document: VerdictsDocument): readonly Block[] {
  return [...document.rows.flatMap(rowBlocks), ...figureBlocks(document)];
}

/** The page: table, figures, and everything of each row. */
export function verdictsReport(document: VerdictsDocument): readonly Block[] {
  const rows = document.rows.map((row) => [row.id, verdictCell(row.verdict), row.claim, row.source]);
  return [
    TITLE,
    line(
      'This page is generated: `stallgrind verdicts --out docs/verdicts.md`. Nothing in it is typed by hand.',
    ),
    line(
      'R are the regressions, L the latent bugs and E the contradictions of the documents that the project grew out of. ',
      'An R or L is reproduced if runs show what it is said to do; an E holds if they bear out the claim as it stands here. ',
      'Whatever fails one of its checks is *refuted*. Each row says what was run, so that everybody can run it again.',
    ),
    countLine(document),
    table(['id', 'verdict', 'claim', 'source'], rows, ['source']),
    ...figureBlocks(document),
    ...document.rows.flatMap(rowBlocks),
  ];
}

function countLine({ rows }: VerdictsDocument): Block {
  const countOf = (verdict: ClaimVerdict): number => rows.filter((row) => row.verdict === verdict).length;
  const counts = ORDER.map((verdict) => `${grouped(countOf(verdict))} ${verdict}`);
  return line(`${counted(rows.length, 'claim')}: `, counts.join(', '));
}

function rowBlocks(row: VerdictOutcome): readonly Block[] {
  const { id, claim, source, expected, verdict, measured, checks, controls, evidence } = row;
  return [
    heading(`${id}: ${verdict}`),
    line(claim, toned('dim', ` (${source})`)),
    line('Expected: ', expected),
    line('Measured: ', measured),
    ...checkTable('check', checks),
    ...checkTable('control, without which the runs say nothing', controls),
    ...evidence.map((text): Block => ({ type: 'command', text })),
  ];
}

function checkTable(title: string, checks: VerdictOutcome['checks']): readonly Block[] {
  const rows = checks.map(({ says, holds }) => [says, holds ? toned('good', 'yes') : toned('bad', 'no')]);
  return rows.length === 0 ? [] : [table([title, 'holds'], rows)];
}

function figureBlocks({ figures }: VerdictsDocument): readonly Block[] {
  if (figures.length === 0) return [];
  const rows = figures.map(({ id, what, unit, documented, predicted, errorPercent, kind, note }) => [
    id,
    what,
    `${grouped(documented)} ${unit}`,
    `${grouped(predicted)} ${unit}`,
    errorPercent === null ? '' : `${errorPercent > 0 ? '+' : ''}${errorPercent} %`,
    kind,
    note ?? '',
  ]);
  return [
    heading('Documented figures, and what the mechanism gives'),
    line(Object.values(KINDS).join('; '), '. Only what is fitted was ever adjusted.'),
    table(['id', 'figure', 'documented>', 'predicted>', 'error>', 'kind', 'note'], rows, ['kind']),
  ];
}

function verdictCell(verdict: ClaimVerdict): Cell {
  return toned(TONES[verdict], verdict);
}

/** Up to the first colon or full stop, so that a line stays a line. */
function firstSentence(claim: string): string {
  const end = claim.search(/[.:;](\s|$)/);
  return end < 0 ? claim : claim.slice(0, end);
}
