/**
 * Checks of single values: each says what would be right when the value is wrong, and null when it is not.
 */
import { isRole } from './entry.js';

/** The words of one kind that a schedule may use. */
export interface Vocabulary {
  readonly knows: (word: string) => boolean;
  /** All of them, for a message; those that stand for many with a name in capitals: `topic:NAME`. */
  readonly forms: readonly string[];
  /** What would be right instead, where no word of the kind means anything. */
  readonly instead?: string;
}

/** What a schedule is checked against. With a word that nobody says, a fault would never begin or strike. */
export interface ScheduleContext {
  /** Every node of the cluster. */
  readonly nodes: readonly string[];
  /** Those that keep anything on their disk. Default: every node. */
  readonly disks?: readonly string[];
  /** Default: every text with a space is a role. */
  readonly roles?: Vocabulary;
  /** Default: any text. */
  readonly marks?: Vocabulary;
  /** The nodes that say what has come true. Default: every node. */
  readonly markers?: readonly string[];
  /** Default: any text. */
  readonly channels?: Vocabulary;
  /** What types of messages there are. Default: any text. */
  readonly messages?: Vocabulary;
  /** Words that stand for a file. Default: any text. */
  readonly paths?: Vocabulary;
}

/** More than any person writes or any generator should make. */
export const SCHEDULE_ENTRIES_MAX = 10_000;

export type Check = (value: unknown, context: ScheduleContext) => string | null;

/** A finite number in a range, ends included. */
export function numberBetween(least: number, most: number): Check {
  const upTo = most === Number.MAX_VALUE ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most
      ? null
      : `a number ${upTo}`;
}

export function integerBetween(least: number, most: number): Check {
  return (value) =>
    Number.isSafeInteger(value) && numberBetween(least, most)(value, { nodes: [] }) === null
      ? null
      : `an integer from ${least} to ${most}`;
}

/** Counted from 1. */
export const nth = integerBetween(1, 1_000_000);

/** Above 0: a fault that never strikes is a mistake. */
export const probability: Check = (value, context) => {
  if (numberBetween(Number.MIN_VALUE, 1)(value, context) === null) return null;
  const percent = typeof value === 'number' && value > 1 && value <= 100;
  return percent
    ? `a probability above 0, up to 1: ${value / 100} for ${value} %`
    : 'a probability above 0, up to 1';
};

/** Milliseconds in the clock's resolution: whole microseconds. */
export function milliseconds(least: number): Check {
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number of milliseconds';
    if (value < least || value > MS_MAX) return `a number of milliseconds from ${least} to ${MS_MAX}`;
    return Math.round(value * 1000) / 1000 === value
      ? null
      : 'a number of milliseconds with at most three decimals';
  };
}

/** A number that changes what it is applied to: with the one that does not, the fault would be none. */
export function otherThan(neutral: number, check: Check): Check {
  return (value, context) => {
    const wrong = check(value, context);
    if (wrong === null && value === neutral) return `other than ${neutral}, by which nothing is changed`;
    return wrong;
  };
}

export function oneOf(words: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && words.includes(value) ? null : `one of ${words.join(', ')}`;
}

/** An array of at least so many elements, each of which passes, none twice. */
export function listOf(check: Check, least: number): Check {
  return (value, context) => {
    if (!Array.isArray(value) || value.length < least) return `a list of at least ${least}`;
    const elements: readonly unknown[] = value;
    for (const element of elements) {
      const wrong = check(element, context);
      if (wrong !== null) return `a list where ${show(element)} is ${wrong}`;
    }
    return new Set(elements).size === elements.length ? null : 'a list that names nothing twice';
  };
}

export const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? null : 'a text that is not empty';

export const flag: Check = (value) => (typeof value === 'boolean' ? null : 'true or false');

export const node: Check = (value, context) =>
  typeof value === 'string' && context.nodes.includes(value) ? null : `a node: ${context.nodes.join(', ')}`;

const anyNode: Check = (value, context) => (value === '*' ? null : either('*', node(value, context)));

/** Who says what has come true. */
export const marker: Check = (value, context) => anyNode(value, { nodes: context.markers ?? context.nodes });

/** A node or a role. */
const nodeOrRole: Check = (value, context) => {
  if (typeof value !== 'string' || !isRole(value)) return orRole(node(value, context));
  return wordOf(context.roles, value);
};

/** What comes true: the key of a mark. */
export const mark: Check = (value, context) => text(value, context) ?? wordOf(context.marks, value);

export const channel: Check = (value, context) => text(value, context) ?? wordOf(context.channels, value);

export const messageType: Check = (value, context) => text(value, context) ?? wordOf(context.messages, value);

/** Of a file: what begins with a slash, or words that stand for one. */
export const path: Check = (value, context) => {
  const wrong = text(value, context);
  if (wrong !== null || (typeof value === 'string' && value.startsWith('/'))) return wrong;
  return either('a path, which begins with /', wordOf(context.paths, value));
};

/** A node, a role, or several nodes. */
export const target: Check = (value, context) =>
  Array.isArray(value) ? listOf(node, 1)(value, context) : nodeOrRole(value, context);

/** Whose disk it is. */
export const diskTarget: Check = (value, context) => {
  const { disks } = context;
  const wrong = target(value, context);
  if (wrong !== null || disks === undefined) return wrong;
  const named: readonly unknown[] = Array.isArray(value) ? value : [value];
  const without = named.find((one) => typeof one === 'string' && !isRole(one) && !disks.includes(one));
  return without === undefined ? null : `a node that keeps something on its disk: ${disks.join(', ')}`;
};

/** One end of a link. */
export const linkEnd: Check = (value, context) =>
  value === '*' ? null : either('*', target(value, context));

/** At least two groups, and nobody in two of them. */
export const groups: Check = (value, context) => {
  const wrong = listOf(listOf(nodeOrRole, 1), 2)(value, context);
  if (wrong !== null || !Array.isArray(value)) return wrong ?? 'a list of groups';
  const members: readonly unknown[] = value.flat();
  return new Set(members).size === members.length ? null : 'groups that have no node in common';
};

export const commandArguments: Check = (value) => {
  const wrong = 'an object of texts, numbers and true or false';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong;
  const isPlain = Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one));
  return isPlain ? null : wrong;
};

/** A value as a person would write it, cut short. */
export function show(value: unknown): string {
  if (isNestedDeeper(value, SHOWN_DEPTH_MAX)) return 'something nested very deep';
  const written = JSON.stringify(value) ?? typeof value;
  return written.length > SHOWN_LENGTH_MAX ? `${written.slice(0, SHOWN_LENGTH_MAX)}…` : written;
}

/** A year of virtual time. */
const MS_MAX = 31_536_000_000;
const SHOWN_LENGTH_MAX = 60;
const SHOWN_DEPTH_MAX = 100;

/** Level by level, so that neither depth nor a cycle can exhaust the stack. */
function isNestedDeeper(value: unknown, depthMax: number): boolean {
  let level = new Set<unknown>([value]);
  for (let depth = 0; depth <= depthMax; depth += 1) {
    const inside = [...level].flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (inside.length === 0) return false;
    level = new Set(inside);
  }
  return true;
}

function wordOf(vocabulary: Vocabulary | undefined, word: unknown): string | null {
  if (vocabulary === undefined || (typeof word === 'string' && vocabulary.knows(word))) return null;
  return vocabulary.instead ?? `one of ${vocabulary.forms.join(', ')}`;
}

function orRole(wrong: string | null): string | null {
  return wrong === null ? null : `${wrong}; or a role, such as "leader of __meta"`;
}

function either(word: string, wrong: string | null): string | null {
  return wrong === null ? null : `${word}, or ${wrong}`;
}
