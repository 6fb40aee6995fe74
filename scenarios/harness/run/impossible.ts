/** Faults that could never begin, since they name a topic or a partition that never is. */
import type { FaultReport } from '../../../sim/faults/outcome.js';
import type { FaultEntry, FaultSchedule } from '../../../sim/faults/entry.js';
import type { SetupTopic } from '../definition/scenario.js';
import { UsageError } from '../settings/usage-error.js';

interface Named {
  /** As the schedule has it: a role or a mark. */
  readonly words: string;
  readonly topic: string;
  /** Null: the topic as a whole. */
  readonly partition: number | null;
}

const ROLE = /^(?:leader|followers?) of ([^\s/]+)\/(\d+)$/;
const MARK = /^(?:topic:([\w.-]+)|(?:partition|leader):([\w.-]+):(\d+)|leads:([\w.-]+)\/(\d+))$/;

/** Before the run: a topic that is set up has so many partitions, and no more. */
export function refuseImpossible(schedule: FaultSchedule, topics: readonly SetupTopic[]): void {
  for (const entry of schedule) {
    for (const { words, topic, partition } of namedIn(entry)) {
      const setUp = topics.find(({ name }) => name === topic);
      if (setUp === undefined || partition === null || partition < setUp.partitions) continue;
      const last = setUp.partitions - 1;
      throw new UsageError(
        `entry "${entry.id}": ${JSON.stringify(words)} is nobody ever: the partitions of ${topic} are 0 to ${last}`,
      );
    }
  }
}

/** After the run: which of those that never began named a topic that never was. */
export function tellImpossible(
  faults: readonly FaultReport[],
  schedule: FaultSchedule,
  topicsSeen: ReadonlySet<string> | null,
): readonly FaultReport[] {
  if (topicsSeen === null) return faults;
  return faults.map((fault) => {
    const entry = schedule.find(({ id }) => id === fault.id);
    if (fault.atMs !== null || entry === undefined) return fault;
    const stranger = namedIn(entry).find(({ topic }) => !topicsSeen.has(topic));
    if (stranger === undefined) return fault;
    const there =
      topicsSeen.size === 0 ? 'there were none' : `there were ${[...topicsSeen].sort().join(', ')}`;
    const missed = `no topic ${stranger.topic}, of ${JSON.stringify(stranger.words)}, was ever there; ${there}`;
    return { ...fault, missed, impossible: true };
  });
}

function namedIn(entry: FaultEntry): readonly Named[] {
  const targets: string[] = [];
  if ('target' in entry) targets.push(...[entry.target].flat());
  if ('from' in entry) targets.push(...[entry.from, entry.to].flat());
  if ('groups' in entry) targets.push(...entry.groups.flat());
  const mark = entry.at === undefined ? [] : [entry.at.mark];
  return [
    ...targets.flatMap((words) => namedBy(words, ROLE)),
    ...mark.flatMap((words) => namedBy(words, MARK)),
  ];
}

function namedBy(words: string, form: RegExp): readonly Named[] {
  const found =
    form
      .exec(words)
      ?.slice(1)
      .filter((part) => part !== undefined) ?? [];
  const [topic, partition] = found;
  if (topic === undefined || topic === '__meta') return [];
  return [{ words, topic, partition: partition === undefined ? null : Number(partition) }];
}
