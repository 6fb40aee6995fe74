import type {
  ClientHistory,
  CommittedRecord,
  FetchedOffsets,
  FinalPoll,
  PolledRecords,
  SentRecord,
} from '../definition/scenario.js';

/** What clients did and were told; the oracles look at it in the end. */
export class History implements ClientHistory {
  readonly sent: SentRecord[] = [];
  readonly polls: PolledRecords[] = [];
  readonly finalPolls: FinalPoll[] = [];
  readonly topicsAcknowledged = new Set<string>();
  readonly commits: CommittedRecord[] = [];
  readonly offsetFetches: FetchedOffsets[] = [];
}
