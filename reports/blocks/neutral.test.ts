import test from 'ava';
import { heading, line, table, toned, type Block } from './block.js';
import { withoutMarkup } from './neutral.js';
import { toMarkdown } from './to-markdown.js';
import { toText } from './to-text.js';

/** Clears the screen, sets the window's title, turns the direction of text round, begins a line. */
const HOSTILE = 'a\u001b[2J\u009b31m\u001b]0;x\u0007\u202eb\nc\u2028d\r';
const SHOWN = String.raw`a\u{1b}[2J\u{9b}31m\u{1b}]0;x\u{7}\u{202e}b\u{a}c\u{2028}d\u{d}`;

const blocks = (text: string): readonly Block[] => [
  { type: 'title', text },
  heading(text),
  line(text, toned('bad', text)),
  table(['name'], [[text], [toned('strong', text)]]),
  { type: 'command', text },
];

test('no control character of a name reaches a terminal or a file', (t) => {
  for (const rendered of [toText(blocks(HOSTILE), 0), toMarkdown(blocks(HOSTILE))])
    t.notRegex(rendered.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  t.is(toText(blocks(HOSTILE), 0, 1000).split(SHOWN).length, 8);
});

test('a name is no markup where a report is pasted', (t) => {
  const shown = (text: string, expected: string) => t.is(withoutMarkup(text), expected);
  shown('<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)>');
  shown('[click](javascript:x)', String.raw`\[click\](javascript:x)`);
  shown('![x](http://y/z)', String.raw`!\[x\](http://y/z)`);
  shown('**bold** __x__ ~~y~~', String.raw`\*\*bold\*\* \_\_x__ \~\~y\~\~`);
  shown('# title', String.raw`\# title`);
  shown('  > quote', String.raw`  \> quote`);
  shown('- item', String.raw`\- item`);
  shown('1. item', String.raw`1\. item`);
  shown('```', '\\`\\`\\`');
  shown('a ` b', 'a \\` b');
  shown('a\\', 'a\\\\');
  shown('a\\<b', 'a\\\\&lt;b');
});

test('what a person would write stays as it is', (t) => {
  const same = (text: string) => t.is(withoutMarkup(text), text);
  same('topic_creation_timeout_count of leader of __meta on n1->n2 is 5.5 ms, at 50 % (x)');
  same('use `leader of __meta`, or `[a, b]`: C:\\data');
  same('and 5 more');
});

test('a fence in a command cannot be closed by what stands in it', (t) => {
  const written = toMarkdown([{ type: 'command', text: 'run x\n```\n<script>' }]);
  t.deepEqual(written.trimEnd().split('\n').length, 3);
});
