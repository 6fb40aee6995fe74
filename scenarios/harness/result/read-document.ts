/** From the text of a file to a document of a known schema, or to a line that names file and problem. */
import type * as z from 'zod';
import { UsageError } from '../settings/usage-error.js';

export interface DocumentKind<Shape extends z.ZodType> {
  readonly file: string;
  /** What a person calls it: `capsule`. */
  readonly what: string;
  /** Name and version: `stallgrind/capsule@1`. */
  readonly schema: string;
  readonly shape: Shape;
}

/** Throws a {@link UsageError} of one line. */
export function readDocument<Shape extends z.ZodType>(
  text: string,
  kind: DocumentKind<Shape>,
): z.output<Shape> {
  const fail = (problem: string): never => {
    throw new UsageError(`${kind.what} ${kind.file}: ${problem}`);
  };
  const input = readJson(text, fail);
  const found = schemaOf(input);
  if (found !== kind.schema) return fail(wrongSchema(found, kind.schema));
  const read = kind.shape.safeParse(input, { reportInput: true });
  return read.success ? read.data : fail(firstProblem(read.error));
}

/** No document of ours has more than ten. */
const NESTING_MAX = 100;

/** Anything that is JSON. `fail` gets what is wrong with it otherwise. */
export function readJson(text: string, fail: (problem: string) => never): unknown {
  if (text.trim() === '') return fail('is empty');
  const { deepest } = nestingOf(text);
  // What is nested without bound ends in a stack overflow of whatever walks through it, here or later.
  if (deepest > NESTING_MAX) return fail(`is nested ${deepest} levels deep; at most ${NESTING_MAX} are read`);
  try {
    // Some editors put a mark in front of what they save as UTF-8.
    const input: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return input;
  } catch (error) {
    return fail(
      isCutOff(text) ? 'is cut off: the JSON ends before it is complete' : `is not JSON: ${messageOf(error)}`,
    );
  }
}

/** The name of the schema that a document says it has; null if it says none. */
function schemaOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('schema' in input)) return null;
  return typeof input.schema === 'string' ? input.schema : null;
}

function wrongSchema(found: string | null, wanted: string): string {
  if (found === null) return `names no schema; it should be ${wanted}`;
  const [name, version] = found.split('@');
  const [wantedName, wantedVersion] = wanted.split('@');
  if (name !== wantedName) return `is ${found}, not ${wanted}`;
  return Number(version) > Number(wantedVersion)
    ? `was written by a newer stallgrind (${found}); this one reads ${wanted}`
    : `is ${found}; this stallgrind reads ${wanted}`;
}

/** The first one, with its place, and how many more there are. */
function firstProblem({ issues }: z.ZodError): string {
  const [first] = issues;
  if (first === undefined) return 'is damaged';
  const place = first.path.length === 0 ? '' : `${first.path.join('.')}: `;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${place}${problemOf(first)}${more}`;
}

function problemOf(issue: z.core.$ZodIssue): string {
  const { code, input } = issue;
  if (code === 'unrecognized_keys') return `unknown field ${issue.keys.join(', ')}`;
  if (input === undefined) return 'is missing';
  if (code === 'invalid_type') return `is not of type ${issue.expected}`;
  if (code === 'too_small') return `is less than ${issue.minimum}`;
  if (code === 'too_big') return `is more than ${issue.maximum}`;
  if (code === 'invalid_value') return `is none of ${issue.values.join(', ')}`;
  return issue.message;
}

/** Whether brackets or a text are still open at the end. */
function isCutOff(text: string): boolean {
  const { depth, isInText } = nestingOf(text);
  return isInText || depth > 0;
}

interface Nesting {
  /** At the end of the text. */
  readonly depth: number;
  readonly deepest: number;
  readonly isInText: boolean;
}

function nestingOf(text: string): Nesting {
  let depth = 0;
  let deepest = 0;
  let isInText = false;
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    if (isInText && letter === '\\') place += 1;
    else if (letter === '"') isInText = !isInText;
    else if (!isInText && (letter === '{' || letter === '[')) deepest = Math.max(deepest, (depth += 1));
    else if (!isInText && (letter === '}' || letter === ']')) depth -= 1;
  }
  return { depth, deepest, isInText };
}

/** Engines word it differently; the part about the place is what helps. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);
}
