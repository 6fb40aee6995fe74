/** The records that consumers were given, and who was given what before. */
import type { ClientHistory } from '../../harness/definition/scenario.js';
import { PerPartition } from './per-partition.js';
import { placeText } from './text.js';

export interface PolledRecord {
  readonly consumer: string;
  readonly assignment: number;
  /** Number of the poll in the history of the run. */
  readonly poll: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

/** In the order in which they were given. */
export function* polledRecords({ polls }: ClientHistory): Iterable<PolledRecord> {
  for (const [poll, { consumer, assignment, records }] of polls.entries()) {
    for (const { topic, partition, offset, value } of records)
      yield { consumer, assignment, poll, topic, partition, offset, value };
  }
}

interface Succession {
  readonly before: PolledRecord;
  readonly next: PolledRecord;
}

/** Each record with the one before it of the same consumer, assignment and partition. */
export function* successions(history: ClientHistory): Iterable<Succession> {
  const readers = new Map<string, PerPartition<{ last: PolledRecord | null }>>();
  for (const next of polledRecords(history)) {
    const key = `${next.consumer} ${next.assignment}`;
    let reader = readers.get(key);
    if (reader === undefined) readers.set(key, (reader = new PerPartition(() => ({ last: null }))));
    const place = reader.of(next);
    if (place.last !== null) yield { before: place.last, next };
    place.last = next;
  }
}

/** Jepsen tells apart what happens inside of one poll and what happens between two. */
export function stepText({ before, next }: Succession): string {
  const where = before.poll === next.poll ? 'within a poll' : 'from one poll to the next';
  return `${next.consumer} ${placeText(next)}: offset ${next.offset} after ${before.offset}, ${where}`;
}
