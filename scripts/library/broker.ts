/** What strategies, invariants and loads see of the broker: every type that their signatures mention. */
export type {
  Assign,
  CreateWait,
  Creation,
  CreationError,
  CreationLock,
  CreationPort,
  FollowerWait,
  FollowerWaitPort,
  NewTopic,
  Placement,
} from '../../broker-core/broker/creation/creation.js';
export type * from '../../broker-core/broker/creation/creation.js';
export type * from '../../broker-core/broker/facts.js';
export type {
  NewBroker,
  RegisterWait,
  Registration,
  RegistrationPort,
} from '../../broker-core/broker/membership/registration.js';
export type { PartitionFiles } from '../../broker-core/broker/partition-logs.js';
export type * from '../../broker-core/broker/seams.js';
export type {
  CreatePathLock,
  PathLock,
  CreateWatermarks,
  WatermarkPort,
  Watermarks,
} from '../../broker-core/broker/seams.js';
export type { Replication, ReplicaHost } from '../../broker-core/broker/strategies.js';
export type { BrokerView } from '../../broker-core/broker/broker.js';
export type { Journal, TableKind, Table } from '../../broker-core/metadata/state/table.js';
export type { Digest, DigestSum } from '../../broker-core/metadata/state/hash.js';
export type {
  Answer,
  ERRORS,
  ErrorName,
  ErrorRow,
  FailureName,
  PartitionAnswer,
} from '../../broker-core/protocol/errors.js';
export type { CatchingUp, CaughtUp } from '../../broker-core/raft/messages.js';
export type { NoAnswer } from '../../broker-core/protocol/rpc.js';
export type { Standing } from '../../broker-core/quorum/store.js';
export type { MakeStrategies } from '../../broker-core/historic/strategies.js';
export type { GroupCall } from '../../broker-core/protocol/groups.js';
export type {
  GroupMember as StoredMember,
  RequestName,
  groupMember as storedMemberCodec,
} from '../../broker-core/protocol/records.js';
export type { Call } from '../../broker-core/protocol/messages.js';
export type { Codec, TypeOf } from '../../broker-core/bytes/codec.js';
export type { ByteReader } from '../../broker-core/bytes/reader.js';
export type { ByteWriter } from '../../broker-core/bytes/writer.js';
export type { ConsumedRecord, TopicPartition, ConsumerOptions } from '../../broker-core/client/assigned.js';
export type { Client, FetchedPartition } from '../../broker-core/client/client.js';
export type { Consumer } from '../../broker-core/client/consumer.js';
export type {
  CoordinatorLink,
  CommittedOffsets,
  Committer,
  GroupOffsets,
} from '../../broker-core/client/group/coordinator-link.js';
export type {
  Assignment,
  Consume,
  GroupMember,
  GroupMemberOptions,
} from '../../broker-core/client/group/group-member.js';
export type { Lookup, MetadataCache } from '../../broker-core/client/metadata-cache.js';
export type {
  Measured,
  Producer,
  ProducerOptions,
  ProducerRecord,
  SendResult,
} from '../../broker-core/client/producer.js';
export type { ClientProfile } from '../../broker-core/client/profile.js';
export type { SpreadSender } from '../../broker-core/client/spread-sender.js';
export type * from '../../broker-core/door.js';
export type { Span as TraceSpan } from '../../broker-core/door.js';
export type { Env as BrokerEnv, Trace as BrokerTrace } from '../../broker-core/env.js';
export type { AssignorName } from '../../broker-core/groups/assignors.js';
export type * from '../../broker-core/groups/deps.js';
export type { ConsumerGroupFact } from '../../broker-core/groups/deps.js';
export type { AssignConfig } from '../../broker-core/historic/choices/assign.js';
export type { CreateWaitConfig } from '../../broker-core/historic/choices/create-wait.js';
export type { FetchPollConfig } from '../../broker-core/historic/choices/fetch-wait.js';
export type { FollowerWaitConfig, ImageWaitConfig } from '../../broker-core/historic/choices/image-wait.js';
export type { MetadataWalConfig } from '../../broker-core/historic/choices/leader-write.js';
export type {
  ProduceWaitConfig,
  WaitForLeadersConfig,
  WarmupConfig,
} from '../../broker-core/historic/choices/leaders.js';
export type { WatermarkConfig } from '../../broker-core/historic/choices/watermarks.js';
export type { HistoricConfig } from '../../broker-core/historic/config.js';
export type { LoopChoices, ReadyIoName, TurnChoices } from '../../broker-core/historic/loop/turns.js';
export type { OneLockConfig } from '../../broker-core/historic/one-lock/strategies.js';
export type { GroupConfig } from '../../broker-core/historic/partition-groups/group.js';
export type { ChoiceAt, Make, SeamName, table as strategyTable } from '../../broker-core/historic/table.js';
export type { HistoricCounters, HistoricWaits } from '../../broker-core/historic/trace/names.js';
export type {
  ApplyResult,
  Change,
  PartitionChange,
  Result,
} from '../../broker-core/metadata/apply/result.js';
export type { AssignmentPlan, PartitionLeaders } from '../../broker-core/metadata/assignment.js';
export type { MetadataState, MetadataView } from '../../broker-core/metadata/state/state.js';
export type { MetadataStore, OnApplied, OnPartition, OnRequest } from '../../broker-core/metadata/store.js';
export type {
  ForwardConfig,
  MetadataWriter,
  ProposalOutcome,
  ProposeWait,
  Proposed,
  WriterDeps,
  Written,
} from '../../broker-core/metadata/writer.js';
export type * from '../../broker-core/names.js';
export type { FetchWait, WaitingFetch, FindReplica } from '../../broker-core/partition/fetch/fetch.js';
export type {
  BatchList,
  PlacedBatch,
  ReadBatches,
  EpochCache,
  EpochEnd,
  EpochStart,
  LogErrorCode,
  LogState,
  VisitBatch,
} from '../../broker-core/partition/log/state.js';
export type { LogEntry } from '../../broker-core/partition/log/codec.js';
export type {
  Appended,
  LogEpochs,
  LogListener,
  LogSnapshot,
  PartitionLog,
} from '../../broker-core/partition/log/partition-log.js';
export type {
  KeptBatch,
  ProducerState,
  ProducerStates,
  SequenceCheck,
} from '../../broker-core/partition/log/producers.js';
export type {
  AckPolicy,
  AckView,
  FollowerView,
  IsrPolicy,
  IsrView,
  ReplicaConfig,
} from '../../broker-core/partition/replica/config.js';
export type {
  AlterIsrRequest,
  Fetched,
  Produced,
  RegisteredBroker,
  ReplicaDeps,
  ReplicaHandle,
  CreateReplicaSender,
  LeaderEpoch,
  Sender,
} from '../../broker-core/partition/replica/deps.js';
export type { ReplicaFact } from '../../broker-core/partition/replica/facts.js';
export type {
  ReplicateOutcome,
  ReplicateReply,
  ReplicateRequest,
} from '../../broker-core/partition/replica/messages.js';
export type {
  PartitionReplica,
  ProducedCallback,
  ReplicaStatus,
} from '../../broker-core/partition/replica/partition-replica.js';
export type {
  Command,
  Failover,
  PartitionAssignment,
  SingleCommand,
  assignment as assignmentCodec,
  command as commandCodec,
  failover as failoverCodec,
  single as singleCodec,
  CommandOf,
  Refused,
  Reply,
  RequestAnswer,
  SingleReply,
  outcome as outcomeCodec,
  reply as replyCodec,
  requestAnswer as requestAnswerCodec,
} from '../../broker-core/protocol/commands.js';
export type * from '../../broker-core/protocol/controller.js';
export type {
  FetchPartition,
  FetchRequest,
  FetchResponse,
  FetchResult,
  ListOffsetsRequest,
  ListOffsetsResponse,
  Reader,
} from '../../broker-core/protocol/fetch.js';
export type * from '../../broker-core/protocol/groups.js';
export type {
  Mailroom,
  Receive,
  CallResult,
  Reply as RpcReply,
  Rpc,
  Serve,
} from '../../broker-core/protocol/rpc.js';
export type {
  Request,
  RequestOf,
  RequestType,
  Response,
  ResponseOf,
} from '../../broker-core/protocol/messages.js';
export type * from '../../broker-core/protocol/produce.js';
export type { ProducedBatch, ProducedRecord, RecordBatch } from '../../broker-core/protocol/record-batch.js';
export type {
  Broker,
  BrokerId,
  ConfigEntry,
  Counters as ImageCounters,
  Group,
  GroupOffset,
  OffsetOfTopic,
  Partition,
  PartitionOffset,
  RequestId,
  Topic,
  TopicPartitions,
  Watermark,
  broker as brokerCodec,
  counters as countersCodec,
  group as groupCodec,
  groupOffset as groupOffsetCodec,
  offsetOfTopic as offsetOfTopicCodec,
  partition as partitionCodec,
  requestId as requestIdCodec,
  topic as topicCodec,
  topicPartitions as topicPartitionsCodec,
  watermark as watermarkCodec,
} from '../../broker-core/protocol/records.js';
export type * from '../../broker-core/protocol/topics.js';
export type { QuorumFact, WrittenFact } from '../../broker-core/quorum/facts.js';
export type * from '../../broker-core/quorum/loop.js';
export type { Applied, QuorumDeps, QuorumNode, StateMachine } from '../../broker-core/quorum/node.js';
export type { CreateSender, RaftSender, SenderConfig, SenderDeps } from '../../broker-core/quorum/sender.js';
export type { OpenRaftStore, Persistent, RaftStore, StoreOpened } from '../../broker-core/quorum/store.js';
export type { RaftPanic, RaftPanicCode } from '../../broker-core/raft/errors.js';
export type {
  AppendEntries,
  AppendReject,
  AppendResponse,
  Envelope,
  ForwardProposal,
  Heartbeat,
  HeartbeatResponse,
  InstallSnapshot,
  PreVote,
  PreVoteResponse,
  RaftMessage,
  RequestVote,
  TimeoutNow,
  TransferLeadership,
  VoteResponse,
} from '../../broker-core/raft/messages.js';
export type { ProgressState } from '../../broker-core/raft/progress.js';
export type { Raft } from '../../broker-core/raft/raft.js';
export type { LightReady, Ready } from '../../broker-core/raft/ready.js';
export type { PeerStatus, RaftStatus } from '../../broker-core/raft/status.js';
export type {
  Entry,
  HardState,
  ProposeDropReason,
  ProposeResult,
  RestoredState,
  Role,
  Snapshot,
  SoftState,
} from '../../broker-core/raft/types.js';
export type { Ctx as BrokerCtx } from '../../broker-core/runtime/ctx.js';
export type { Place } from '../../broker-core/runtime/line.js';
export type { Notified, Notify, PendingNotifies } from '../../broker-core/runtime/notify.js';
export type { Scope, Waiting } from '../../broker-core/runtime/scope.js';
export type { Waker } from '../../broker-core/runtime/suspend.js';
export type { ProduceHandle } from '../../broker-core/partition/replica/deps.js';
export type { ControllerFact, EpochFact } from '../../broker-core/broker/membership/facts.js';
export type { MissedTicks } from '../../broker-core/runtime/time.js';
export type { Watch, WatchReceiver } from '../../broker-core/runtime/watch.js';
export type * from '../../broker-core/wal/errors.js';
export type { CommitStrategy, WalOptions } from '../../broker-core/wal/options.js';
export type { DurableCallback, Wal } from '../../broker-core/wal/types.js';
export type { PartitionKey } from '../../broker-core/metadata/state/partition-slots.js';
export type { Slot, Slots } from '../../broker-core/metadata/state/table.js';
