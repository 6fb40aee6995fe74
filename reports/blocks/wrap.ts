/** Breaks text into lines between words; a number stays with its unit, and no word is ever cut. */

const NUMBER = /^[([]?[+-]?\d[\d.,]*$/;
const UNIT = /^(%|x|us|ms|s|min|h|B|KiB|MiB|GiB|Mbit\/s|msg\/s|times)[,.;:)\]]*$/;

/** A stretch of the text, `to` excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The words of a text with their places; `50 ms` and `20 x 3` are one word each. */
function wordsOf(text: string): readonly Stretch[] {
  const words: Stretch[] = [];
  let last = '';
  for (const match of text.matchAll(/\S+/g)) {
    const word = match[0];
    const to = match.index + word.length;
    const before = words.at(-1);
    const isOneWithLast = (NUMBER.test(last) && UNIT.test(word)) || last === 'x';
    if (before !== undefined && isOneWithLast) words.splice(-1, 1, { from: before.from, to });
    else words.push({ from: match.index, to });
    last = word;
  }
  return words;
}

/** Where the lines of at most `widthMax` cells begin and end. A word longer than that gets a line of its own. */
export function linesWithin(text: string, widthMax: number, hangingIndent = 0): readonly Stretch[] {
  if (text.length <= widthMax) return [{ from: 0, to: text.length }];
  const lines: Stretch[] = [];
  let from = 0;
  let to = 0;
  for (const word of wordsOf(text)) {
    const roomMax = lines.length === 0 ? widthMax : widthMax - hangingIndent;
    if (to > 0 && word.to - from > roomMax) {
      lines.push({ from, to });
      from = word.from;
    }
    to = word.to;
  }
  return [...lines, { from, to }];
}

/** A drawn bar is one word, the space before it too: its place is what it says. */
export function longestWord(text: string): number {
  if (/[█▏]/.test(text)) return text.length;
  return Math.max(0, ...wordsOf(text).map(({ from, to }) => to - from));
}
