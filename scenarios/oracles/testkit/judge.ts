/** Puts one invariant to the test: tell it a story, and see what it says. */
import type { BrokerFact } from '../../../broker-core/broker/facts.js';
import type { BrokerView } from '../../../broker-core/broker/broker.js';
import { apply } from '../../../broker-core/metadata/apply/apply.js';
import type { Command } from '../../../broker-core/protocol/commands.js';
import { MetadataState } from '../../../broker-core/metadata/state/state.js';
import type { PartitionReplica } from '../../../broker-core/partition/replica/partition-replica.js';
import type { RaftStatus } from '../../../broker-core/raft/index.js';
import type {
  CommittedRecord,
  FetchedOffsets,
  FinalPoll,
  PolledRecords,
  SentRecord,
  TopicOperation,
} from '../../harness/definition/scenario.js';
import { createTrackers } from '../../harness/run/trackers.js';
import { resolveSettings } from '../../harness/settings/resolve.js';
import type { UncheckedSettings } from '../../harness/settings/table.js';
import type { FaultType } from '../../../sim/faults/entry.js';
import { Damages } from '../../harness/definition/damages.js';
import { Audience } from '../../harness/definition/audience.js';
import type { EndState, Invariant } from '../../harness/definition/invariant.js';

/** What happens in a story: a fact, a crash, a millisecond that passes, or the end. */
export type Step =
  | BrokerFact
  | { readonly type: 'crash'; readonly nodeId: string }
  | FaultStep
  | { readonly type: 'assertion'; readonly error: Error }
  | { readonly type: 'wait'; readonly us: number }
  | EndStep;

interface FaultStep {
  readonly type: 'fault';
  readonly fault: FaultType;
  readonly nodeId: string;
  readonly effects: number;
}

interface EndStep {
  readonly type: 'end';
  readonly end: EndState;
}

const BROKERS = ['n1', 'n2', 'n3'];

/** The violations that the invariant reports, in order. */
export function judge(
  invariant: Invariant,
  steps: readonly Step[],
  set: UncheckedSettings = {},
  unjudged: (what: string) => void = () => undefined,
): readonly string[] {
  const violations: string[] = [];
  let nowUs = 0;
  const damages = new Damages();
  let judgedCount = 0;
  const { share, all: trackers } = createTrackers(() => nowUs);
  const oracle = invariant.create({
    settings: resolveSettings({ set }).settings,
    brokers: BROKERS,
    nowUs: () => nowUs,
    damages,
    diskOf: () => null,
    share,
    violate(detail) {
      violations.push(detail);
      if (judgedCount === 0)
        throw new Error(`${invariant.name} objects to what it has not counted as judged: ${detail}`);
    },
    judged() {
      judgedCount += 1;
    },
    reached: () => undefined,
    sometimes: () => undefined,
    unjudged,
  });
  const told = [...trackers, oracle];
  const audience = new Audience(told);
  for (const step of steps) {
    if (step.type === 'crash') for (const one of told) one.onCrash?.(step.nodeId);
    else if (step.type === 'fault') {
      const { fault: type, nodeId, effects } = step;
      const struck = { id: type, type, nodeId, atUs: nowUs, effects: () => effects };
      damages.take(struck);
      for (const one of told) one.onFault?.(struck);
    } else if (step.type === 'assertion') oracle.onAssertion?.(step.error);
    else if (step.type === 'wait') nowUs += step.us;
    else if (step.type === 'end') {
      if (invariant.isLiveness !== true || damages.hasHealthyCore(BROKERS)) oracle.atEnd?.(step.end);
    } else if (step.type === 'partition') audience.tellOfReplica(step);
    else audience.tell(step);
  }
  return violations;
}

export function crash(nodeId: string): Step {
  return { type: 'crash', nodeId };
}

/** A fault that changed so many operations of the machine. */
export function fault(type: FaultType, nodeId: string, effects = 1): Step {
  return { type: 'fault', fault: type, nodeId, effects };
}

export function assertion(error: Error): Step {
  return { type: 'assertion', error };
}

export function wait(us: number): Step {
  return { type: 'wait', us };
}

/** The end; what is not given is empty. */
export function end(
  state: Partial<Omit<EndState, 'history'>> & {
    sent?: readonly SentRecord[];
    polls?: readonly PolledRecords[];
    finalPolls?: readonly FinalPoll[];
    topics?: readonly string[];
    commits?: readonly CommittedRecord[];
    offsetFetches?: readonly FetchedOffsets[];
    topicOperations?: readonly TopicOperation[];
  } = {},
): Step {
  const { sent = [], polls = [], finalPolls = [], topics = [], ...others } = state;
  const { commits = [], offsetFetches = [], topicOperations = [], ...rest } = others;
  const history = {
    sent: [...sent],
    polls: [...polls],
    finalPolls: [...finalPolls],
    topicsAcknowledged: new Set(topics),
    commits: [...commits],
    offsetFetches: [...offsetFetches],
    topicOperations: [...topicOperations],
  };
  return { type: 'end', end: { views: new Map(), partitions: [], findings: [], ...rest, history } };
}

/** Sent to `orders` at 10 us and answered at 20 us. */
export function sent(
  value: string,
  outcome: SentRecord['outcome'],
  fields: Partial<SentRecord> = {},
): SentRecord {
  return {
    client: 'c1',
    topic: 'orders',
    value,
    acks: -1,
    sentAtUs: 10,
    answeredAtUs: 20,
    outcome,
    ...fields,
  };
}

/** Acknowledged at an offset of partition 0. */
export function acked(value: string, offset: number, fields: Partial<SentRecord> = {}): SentRecord {
  return sent(value, { type: 'acknowledged', partition: 0, offset }, fields);
}

const STATUS: RaftStatus = {
  nodeId: 'n1',
  role: 'follower',
  isVoter: true,
  term: 1,
  votedFor: null,
  leaderId: 'n1',
  leadTransferee: null,
  compactedIndex: 0,
  snapshotIndex: 0,
  appliedIndex: 0,
  persistedIndex: 0,
  commitIndex: 0,
  lastIndex: 0,
  electionElapsedTicks: 0,
  randomizedElectionTicks: 10,
  uncommittedBytes: 0,
  progress: [],
};

export function view(
  raft: Partial<RaftStatus> = {},
  rest: Partial<Omit<BrokerView, 'raft'>> = {},
): BrokerView {
  const { replicas = [], metadata = new MetadataState() } = rest;
  return {
    raft: { ...STATUS, ...raft },
    metadata,
    replicas,
    replicaOf: (topic, partition) => replicas.find((held) => held.isOf(topic, partition)),
    leaderOf: (topic, partition) => metadata.partition(topic, partition)?.leader ?? null,
    pending: {},
    ...rest,
  };
}

/** An image made by commands, the first at index 1. */
export function image(...commands: readonly Command[]): MetadataState {
  const state = new MetadataState();
  for (const [place, command] of commands.entries()) apply(state, place + 1, command);
  return state;
}

/** A replica of `orders/0` of which only that is seen. */
export function replica(
  logEndOffset: number,
  highWatermark: number,
  leads = true,
  pendingCount = 0,
  readersCount = 0,
): PartitionReplica {
  const isOf = (topic: string, partition: number): boolean => topic === 'orders' && partition === 0;
  const status = (): { pendingCount: number; readersCount: number } => ({ pendingCount, readersCount });
  // The class has private fields, which no literal can have; the oracles see only these.
  return { isOf, leads, logEndOffset, highWatermark, status } as unknown as PartitionReplica;
}
