import test from 'ava';
import { line, table, toned, type Block } from './block.js';
import { toText } from './to-text.js';

const WORDS = 'wait 1,000.5 ms for 20 x 3 acknowledgements-of-one-kind then stop';
const blocks: readonly Block[] = [
  line('  ', toned('warn', WORDS), ' ', WORDS),
  table(
    ['name', 'ms>', 'text', 'source'],
    [
      ['first-of-all', '1,000.5', WORDS, 'page one'],
      ['second', '-', `${WORDS} ${WORDS}`, 'page two'],
    ],
    ['source'],
  ),
];
const PARTS = ['1,000.5 ms', '20 x 3', 'acknowledgements-of-one-kind', 'first-of-all'];

for (const width of [40, 80, 120]) {
  test(`at ${width} cells no line is longer, and no word or number is broken`, (t) => {
    const text = toText(blocks, 0, width);
    for (const row of text.split('\n')) t.true(row.length <= width, row);
    for (const part of PARTS) t.true(text.includes(part), part);
  });
}

test('wide enough, a row is a line', (t) => {
  const rows = toText(blocks.slice(1), 0, 300).trimEnd().split('\n');
  t.is(rows.length, 3);
  t.regex(rows[0] ?? '', /name +ms +text +source/);
});

test('a column that can be missed goes first, and is named', (t) => {
  const text = toText(blocks.slice(1), 0, 60);
  t.false(text.includes('page one'));
  t.true(text.endsWith('  (no room for: source)\n'));
});

test('where the words do not fit beside each other, each cell has a line with its title', (t) => {
  const rows = toText([table(['name', 'ms>'], [['a-name-of-some-length', '1,000.5']])], 0, 26).split('\n');
  t.deepEqual(rows, ['  a-name-of-some-length', '    ms: 1,000.5', '']);
});

test('a word longer than the line is not cut', (t) =>
  t.is(toText([line('see acknowledgements-of-one-kind')], 0, 10), 'see\n  acknowledgements-of-one-kind\n'));

test('a bar keeps its place', (t) => {
  const bars = table(['where', 'what'], [['      ██', `${WORDS} ${WORDS}`]]);
  t.true(toText([bars], 0, 50).includes('        ██'));
});

test('a command is never wrapped: it is to be copied', (t) => {
  const text = `stallgrind run ${'x'.repeat(30)} --seed 1`;
  t.is(toText([{ type: 'command', text }], 0, 20), `  ${text}\n`);
});

test('colours change no letter of wrapped text', (t) => {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
  t.is(toText(blocks, 1, 50).replaceAll(escapes, ''), toText(blocks, 0, 50));
});
