/**
 * Names, details and errors may come from a file or from a user's own code. None of them may move a
 * terminal's cursor, colour what follows, or become markup where a report is pasted.
 */

/** Control characters, changes of direction and line breaks as escapes that can be read. */
export function withoutControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * For Markdown: no HTML, no link or image, no emphasis, no block. Code in single backticks stays code, since
 * nothing in it is markup.
 */
export function withoutMarkup(text: string): string {
  const plain = withoutControls(text).replaceAll(/`{2,}/g, (run) => '\\`'.repeat(run.length));
  const parts = plain.split(/((?<!\\)`[^`]*(?<!\\)`)/);
  return parts.map((part, place) => (place % 2 === 1 ? part : escaped(part))).join('');
}

function escaped(text: string): string {
  return (
    text
      .replaceAll(/\\(?=[!-/:-@[-`{-~]|$)(?!`)/g, '\\\\')
      .replaceAll(/[*[\]~]/g, '\\$&')
      .replaceAll(/(?<!\\)`/g, '\\`')
      // Only what opens and closes is emphasis: `leader of __meta` is none.
      .replaceAll(/(?<![\p{L}\p{N}_])_+(?=[^\s_].*_(?![\p{L}\p{N}]))/gu, (run) => '\\_'.repeat(run.length))
      // Elsewhere it is a comparison.
      .replaceAll(/<(?=[a-z/!?])/gi, '&lt;')
      .replace(/^( *)(#(?=#*(?: |$))|>|=(?==*$)|[+-](?= )|-(?=--))/, '$1\\$2')
      .replace(/^( *\d+)([.)])(?= |$)/, '$1\\$2')
  );
}
