/** Faults that could never begin, since they name a topic, a partition or a group that never is. */
import type { FaultReport } from '../../../sim/faults/outcome.js';
import type { FaultEntry, FaultSchedule } from '../../../sim/faults/entry.js';
import type { SetupTopic } from '../definition/scenario.js';
import { UsageError } from '../settings/usage-error.js';

interface Named {
  /** As the schedule has it: a role or a mark. */
  readonly words: string;
  readonly name: string;
}

interface NamedTopic extends Named {
  /** Null: the topic as a whole. */
  readonly partition: number | null;
}

const ROLE = /^(?:leader|followers?) of ([^\s/]+)\/(\d+)$/;
const GROUP = /^(?:coordinator of |joined:|assigned:)(\S+)$/;
const MARK =
  /^(?:topic:([\w.-]+)|(?:partition|leader|isr|highWatermark):([\w.-]+):(\d+)|leads:([\w.-]+)\/(\d+))$/;

/** Before the run: a topic that is set up has so many partitions, and no more. */
export function refuseImpossible(schedule: FaultSchedule, topics: readonly SetupTopic[]): void {
  for (const entry of schedule) {
    for (const { words, name: topic, partition } of namedIn(entry)) {
      const setUp = topics.find(({ name }) => name === topic);
      if (setUp === undefined || partition === null || partition < setUp.partitions) continue;
      const last = setUp.partitions - 1;
      throw new UsageError(
        `entry "${entry.id}": ${JSON.stringify(words)} is nobody ever: the partitions of ${topic} are 0 to ${last}`,
      );
    }
  }
}

/** What there was at any time of a run. */
export interface Seen {
  readonly topics: ReadonlySet<string>;
  /** Consumer groups that anybody asked for. */
  readonly groups: ReadonlySet<string>;
}

/** After the run: which of those that never began named a topic or a group that never was. */
export function tellImpossible(
  faults: readonly FaultReport[],
  schedule: FaultSchedule,
  seen: Seen | null,
): readonly FaultReport[] {
  if (seen === null) return faults;
  return faults.map((fault) => {
    const entry = schedule.find(({ id }) => id === fault.id);
    if (fault.atMs !== null || entry === undefined) return fault;
    const missed =
      stranger('topic', namedIn(entry), seen.topics) ?? stranger('group', groupsIn(entry), seen.groups);
    return missed === null ? fault : { ...fault, missed, impossible: true };
  });
}

function stranger(
  kind: 'topic' | 'group',
  named: readonly Named[],
  seen: ReadonlySet<string>,
): string | null {
  const unseen = named.find(({ name }) => !seen.has(name));
  if (unseen === undefined) return null;
  const there = seen.size === 0 ? 'there were none' : `there were ${[...seen].sort().join(', ')}`;
  return `no ${kind} ${unseen.name}, of ${JSON.stringify(unseen.words)}, was ever there; ${there}`;
}

function wordsIn(entry: FaultEntry): {
  readonly targets: readonly string[];
  readonly marks: readonly string[];
} {
  const targets: string[] = [];
  if ('target' in entry) targets.push(...[entry.target].flat());
  if ('from' in entry) targets.push(...[entry.from, entry.to].flat());
  if ('groups' in entry) targets.push(...entry.groups.flat());
  const { at } = entry;
  if (at === undefined) return { targets, marks: [] };
  if ('mark' in at) return { targets, marks: [at.mark] };
  return { targets: [...targets, ...[at.from, at.to].flat()], marks: [] };
}

/** The topics that it names. */
function namedIn(entry: FaultEntry): readonly NamedTopic[] {
  const { targets, marks } = wordsIn(entry);
  return [
    ...targets.flatMap((words) => namedBy(words, ROLE)),
    ...marks.flatMap((words) => namedBy(words, MARK)),
  ];
}

/** The consumer groups that it names. */
function groupsIn(entry: FaultEntry): readonly Named[] {
  const { targets, marks } = wordsIn(entry);
  return [...targets, ...marks].flatMap((words) => {
    const name = GROUP.exec(words)?.[1];
    return name === undefined ? [] : [{ words, name }];
  });
}

function namedBy(words: string, form: RegExp): readonly NamedTopic[] {
  const found =
    form
      .exec(words)
      ?.slice(1)
      .filter((part) => part !== undefined) ?? [];
  const [name, partition] = found;
  if (name === undefined || name === '__meta') return [];
  return [{ words, name, partition: partition === undefined ? null : Number(partition) }];
}
