/** What somebody asked for cannot be done: the caller's mistake, told in lines without a stack. */

export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** One for each mistake. */
  readonly lines: readonly string[];
  /** What kind of thing there is none of that name; null: the mistake is another one. */
  unknownKind: string | null = null;

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}
