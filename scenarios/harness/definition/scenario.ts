/** What a scenario is: settings of a cluster, a schedule of faults, a load; mostly data. */
import type { ConsumedRecord } from '../../../broker-core/client/assigned.js';
import type { Client } from '../../../broker-core/client/client.js';
import type { CommittedOffsets } from '../../../broker-core/client/group/coordinator-link.js';
import type { OffsetOfTopic, TopicPartitions } from '../../../broker-core/protocol/records.js';
import type { TraceNames } from '../../../broker-core/env.js';
import type { Ctx } from '../../../broker-core/runtime/task.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { DeclaredSometimes, SayingSometimes } from '../../../sim/world/sometimes.js';
import type { ScenarioNames } from '../result/names.js';
import type { Measure } from './measure.js';
import type { Swarming } from './swarming.js';
import type { Knobs, NoKnobs } from '../settings/areas/knob.js';
import type { Settings, SettingsWith } from '../settings/table.js';

/** A topic that is there before the load begins. */
export interface SetupTopic {
  readonly name: string;
  readonly partitions: number;
}

/** What a load works with. */
export interface LoadContext<Read extends Settings = Settings> extends SayingSometimes {
  readonly settings: Read;
  /** In order of their names, `c1` first; each is a process of its own. */
  readonly clients: readonly LoadClient[];
  /** Clients that read, `r1` first; as many as `consumer.count` says. */
  readonly consumers: readonly LoadClient[];
  /** Says what a client was told of a record; the oracles hold the cluster to it. */
  readonly history: ClientHistory;
  /** For work that outlasts the load. */
  readonly background: Background;
}

/** Work that goes on while the cluster heals, and ends in its own time once it has come to rest. */
export interface Background {
  /** Begins a piece of it; the run does not end before `done` has been called. */
  begin(): { readonly done: () => void };
  /** The cluster has come to rest, or the time for it is over: come to an end. */
  readonly shallEnd: boolean;
}

export interface LoadClient {
  readonly name: string;
  readonly client: Client;
  /**
   * Runs a task on this client; `over` is called once, when the task has ended, or the process that it ran
   * in.
   */
  run(body: (ctx: Ctx<ScenarioNames>) => Promise<void>, over?: () => void): void;
}

/** A record that a client sent, and what it was told of it. */
export interface SentRecord {
  readonly client: string;
  readonly topic: string;
  readonly value: string;
  readonly acks: 0 | 1 | -1;
  readonly sentAtUs: number;
  answeredAtUs: number | null;
  /** Null while there is no answer. Of a client whose process has ended: failed, and perhaps in the log. */
  outcome:
    | { readonly type: 'acknowledged'; readonly partition: number; readonly offset: number }
    | { readonly type: 'failed'; readonly error: string; readonly mayBeInLog: boolean }
    | null;
}

/** What one poll gave a consumer. */
export interface PolledRecords {
  readonly consumer: string;
  /** Counts the consumer's assignments and seeks: a place may jump where this changes, and nowhere else. */
  readonly assignment: number;
  readonly atUs: number;
  readonly records: readonly ConsumedRecord[];
}

/** At rest after the heal a consumer read a partition up to its end, as the leader had told it. */
export interface FinalPoll {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
}

/** An offset that a member of a group committed, and whether it was told that it is kept. */
export interface CommittedRecord extends OffsetOfTopic {
  readonly client: string;
  readonly groupId: string;
  readonly sentAtUs: number;
  /** Null while it is not acknowledged. */
  acknowledgedAtUs: number | null;
}

/** What a client was told that a group has committed. */
export interface FetchedOffsets {
  readonly client: string;
  readonly groupId: string;
  readonly sentAtUs: number;
  readonly answeredAtUs: number;
  readonly partitions: readonly TopicPartitions[];
  readonly answer: CommittedOffsets;
}

/** What a client asked one broker of a topic, and was told. */
export interface TopicOperation {
  readonly client: string;
  readonly broker: string;
  readonly topic: string;
  /** `look`: whether the broker knows it. */
  readonly type: 'create' | 'delete' | 'look';
  readonly sentAtUs: number;
  answeredAtUs: number | null;
  /** `ok` or the name of an error; of a look `there` or `not there`. Null: no answer. */
  outcome: string | null;
}

/** All times are virtual, the same for all nodes: the clock of a client may be set while it waits. */
export interface ClientHistory {
  readonly sent: SentRecord[];
  /** In the order in which they were given; those that gave nothing are left out. */
  readonly polls: PolledRecords[];
  readonly finalPolls: FinalPoll[];
  /** Topics whose creation was acknowledged. */
  readonly topicsAcknowledged: Set<string>;
  /** Creations and deletions, in the order of sending. */
  readonly topicOperations: TopicOperation[];
  /** Of consumer offsets, in the order of sending. */
  readonly commits: CommittedRecord[];
  /** In the order in which they were answered. */
  readonly offsetFetches: FetchedOffsets[];
}

/** A load: begins when it is called, and calls `done` when all of it has been answered. */
export type Load<Read extends Settings = Settings> = (context: LoadContext<Read>, done: () => void) => void;

/** `Read`: the settings that its functions get; with knobs of its own by {@link withKnobs}. */
export interface Scenario<Read extends Settings = Settings, Own extends Knobs = Knobs> {
  readonly name: string;
  readonly doc: string;
  /** Document and line, or page of the specification. */
  readonly source: string;
  /** Preset that it runs with when none is given. */
  readonly variant: string;
  /** Set besides when no variant is given, and shown in the replay line. Nothing by default. */
  readonly variantSettings?: Partial<Read>;
  /** Knobs that no other run has; none may have the name of a common one. None by default. */
  readonly knobs?: Own;
  readonly settings: Partial<Read>;
  /** The broker that shall lead the metadata log when the load begins; left to the elections by default. */
  readonly leaderAtStart?: string;
  /** The least `cluster.nodes` that its faults and its load make sense with; 1 by default. */
  readonly nodesMin?: number | ((settings: Read) => number);
  /** Topics there before the load; created by one atomic command, whatever the variant. None by default. */
  readonly topics?: (settings: Read) => readonly SetupTopic[];
  /** The faults, made before the run; none by default. `draw`: numbers in [0, 1) by name and seed. */
  readonly faults?: (settings: Read, draw: (name: string) => number) => FaultSchedule;
  readonly load: Load<Read>;
  /** What its load may say by `reached` and `sometimes`, each with a sentence. None by default. */
  readonly sometimes?: DeclaredSometimes;
  /**
   * Invariants that it is known to violate with the variant that it names, or `stalled`: such a run counts as
   * passed, and so does one in which it does not happen. Other variants declare their own. None by default.
   */
  readonly expects?: readonly string[];
  /**
   * Whether the load is that of the documents' benchmark tool: then results say too what that would have
   * reported, unless the topic is created while the tool's clock runs. Default: false.
   */
  readonly isOfBenchmarkTool?: boolean;
  /** What a swarm may do with it. Default: all faults, and no knobs but the common ones. */
  readonly swarm?: Swarming;
  /** What is measured besides requests; nothing by default. */
  readonly measures?: readonly Measure<TraceNames>[];
}

/** A scenario whose functions are given its own knobs. */
export type ScenarioWith<Own extends Knobs> = Scenario<SettingsWith<NoInfer<Own>>, Own>;

/** A scenario with knobs of its own, as it is listed and run. */
export function withKnobs<Own extends Knobs = NoKnobs>(scenario: ScenarioWith<Own>): Scenario {
  // Its callers pass settings with all its knobs (`knobsOf`), which the type of a list cannot say.
  return scenario as Scenario;
}
