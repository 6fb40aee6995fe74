/**
 * A deterministic world for async code: machines, a network and disks under faults, on one virtual clock.
 *
 * ```
 * const world = new World({ seed: 1, untilUs: 5_000_000 });
 * world.addNode({ nodeId: 'server', boot: (env) => startMyServer(env) });
 * const pause = { id: 'f1', type: 'pause', target: 'server', atMs: 100, untilMs: 200 };
 * const end = await world.run({ schedule: [pause] });
 * if (end.reason === 'failed') throw end.error;
 * ```
 *
 * @packageDocumentation
 */
export { World, type FaultOptions, type WorldOptions } from './world/world.js';
export type { DeclaredSometimes, SayingSometimes, SometimesCount } from './world/sometimes.js';
export type { Boot, NodeOptions, SimNode } from './world/node.js';
export { MissedEnter } from './kernel/unannounced.js';
export { AmbientAccess } from './kernel/guards.js';

export type * from '../broker-core/door.js';

export type * from './faults/entry.js';
export { parseSchedule, ScheduleError, type ParsedSchedule } from './faults/parse.js';
export type { ScheduleContext, Vocabulary } from './faults/checks.js';
export { describeFault } from './faults/verbs.js';
export { scheduleHash } from './faults/schedule-hash.js';
export type { FaultReport } from './faults/outcome.js';
export type { ResolveRole } from './faults/resolve.js';

export type { FiredEvent, Kernel, KernelOptions } from './kernel/kernel.js';
export type { EventOrder } from './kernel/order.js';
export type { Barrier } from './kernel/host.js';
export type { NetworkConfig, NetworkStats } from './machine/network/config.js';
export type { DiskConfig } from './machine/disk/config.js';
export type { Distribution } from './random/distribution.js';
export type { RandomSource } from './random/random.js';
export type { MessageType, NetworkOptions, SimulatedNetwork } from './machine/network/network.js';
export type { Command, FaultEngine, FaultEngineOptions } from './faults/engine.js';
export type { StruckFault } from './faults/struck.js';

export type { Bound, Life, EventKind, Piece, RunEnd, Scheduled, Scheduler } from './kernel/types.js';
export type { Announcements, LastEvent } from './kernel/unannounced.js';
export type { Answered, BlameLine, BlameTotals, Evidence, Interval } from './cause/blame.js';
export type { CauseRecord, CauseSlot, History } from './cause/history.js';
export type { Blocked, Timeouts, WaitedFor } from './cause/timeouts.js';
export type { Marks } from './cause/marks.js';
export type { FindingCounter, Note, RecordedFinding, Recorder, RequestRecord } from './cause/recorder.js';
export type { ClockControls, MachineControls } from './faults/machine-faults.js';
export type { CpuSlowness } from './machine/cpu.js';
export type { DiskOptions, SimulatedDisk } from './machine/disk/disk.js';
export type { DiskFaults, FailOptions, FullOptions, StallOptions } from './machine/disk/faults.js';
export type { DiskStats } from './machine/disk/front.js';
export type { Survival } from './machine/disk/survival.js';
export type { FaultCounter } from './machine/fault-list.js';
export type { NetworkControls, Slowness, WatchSends } from './machine/network/controls.js';
export type {
  Corrupt,
  Cut,
  Duplicate,
  Hold,
  LinkEffect,
  LinkMatcher,
  LinkPattern,
  MessageFilter,
  Lose,
  NetworkFault,
  Reorder,
  Slow,
} from './machine/network/link-faults.js';
export type { KeyedDraw } from './machine/network/transit.js';
export type { NodeClock } from './world/clock.js';
export type { Commons } from './world/env.js';
