/** Knobs of partitions that are Raft groups of their own, and of what the October code waits for around them. */
import {
  leaderWaits,
  metadataLeaders,
  produceWaits,
  unknownLeaders,
  warmups,
} from '../../../../broker-core/historic/axes.js';
import { int, keysOf, optionalChoice, optionalInt } from '../knob.js';

const ms = { unit: 'ms', min: 1, max: 3_600_000 };

const byPreset = 'as the variant has it';
const byWait = 'as the wait has it';

export const PARTITION_GROUP_KNOBS = {
  'group.electionMs': int(
    300,
    ms,
    'Election time-out of a partition’s group; divided by group.heartbeatMs it is the least number of ticks before an election.',
  ),
  'group.heartbeatMs': int(30, ms, 'Divides group.electionMs; the heartbeat itself goes out with each tick.'),
  'group.tickMs': int(10, { ...ms, max: 60_000 }, 'Period of the loop that drives a partition’s group.'),
  metadataLeader: optionalChoice(
    byPreset,
    keysOf(metadataLeaders),
    'Whom Metadata names as the leader of a partition: the planned one, or the one that its group has elected.',
  ),
  unknownLeader: optionalChoice(
    byPreset,
    keysOf(unknownLeaders),
    'What Metadata says of a partition that nobody is known to lead: that there is no leader, or this broker.',
  ),
  waitForLeaders: optionalChoice(
    byPreset,
    keysOf(leaderWaits),
    'What a Metadata answer waits for: nothing, leaders of the partitions that have a replica here, or of all.',
  ),
  'waitForLeaders.timeoutMs': int(5000, ms, 'Time after which Metadata waits for leaders no longer.'),
  'waitForLeaders.pollMs': int(25, ms, 'Time between two looks at who leads.'),
  produceWait: optionalChoice(
    byPreset,
    keysOf(produceWaits),
    'What a produce request waits for where it finds no leader: nothing, sleeps, yields, or sleeps under a condition that never holds.',
  ),
  'produceWait.attempts': optionalInt(
    byWait,
    { min: 1, max: 100_000 },
    'Looks of a waiting produce request; 50 between sleeps, 100 between yields.',
  ),
  'produceWait.sleepMs': optionalInt(
    byWait,
    ms,
    'Sleep of a waiting produce request; 20 after each look, or 10 after every tenth yield.',
  ),
  warmup: optionalChoice(
    byPreset,
    keysOf(warmups),
    'What clients wait for when a broker starts: nothing, or a leader of the metadata log.',
  ),
  'warmup.timeoutMs': int(10_000, ms, 'Time after which clients are let in all the same.'),
} as const;
