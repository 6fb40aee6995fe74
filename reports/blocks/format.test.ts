import test from 'ava';
import { table, toned } from './block.js';
import { counted, grouped, orDash, percent, shareBar, signed } from './format.js';
import { toMarkdown } from './to-markdown.js';

test('numbers have thousands apart and three decimals at most', (t) =>
  t.deepEqual([0, 999, 1000, 20_003.25, 1_234_567.8919, -1500, 0.0004].map(grouped), [
    '0',
    '999',
    '1,000',
    '20,003.25',
    '1,234,567.892',
    '-1,500',
    '0',
  ]));

test('differences carry their sign, and zero has none', (t) =>
  t.deepEqual([1.5, -20_000, 0].map(signed), ['+1.5', '-20,000', '0']));

test('shares and counts', (t) => {
  t.deepEqual([percent(0.25), percent(1)], ['25.0 %', '100.0 %']);
  t.deepEqual(
    [counted(1, 'run'), counted(0, 'run'), counted(1200, 'run')],
    ['1 run', '0 runs', '1,200 runs'],
  );
  t.deepEqual([orDash(null), orDash(undefined), orDash(3)], ['-', '-', '3']);
});

test('a bar is as long as its share, and never hides that something was there', (t) =>
  t.deepEqual(
    [shareBar(0.5, 4), shareBar(1, 4), shareBar(0.001, 4), shareBar(0, 4)],
    ['██', '████', '▏', ''],
  ));

test('Markdown keeps a bar inside its cell', (t) =>
  t.is(
    toMarkdown([table(['a', 'b>'], [['n1|n2', toned('bad', '3')]])]),
    '| a | b |\n| --- | ---: |\n| n1\\|n2 | **3** |\n',
  ));
