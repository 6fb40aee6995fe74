/** From settings to the strategies of a broker: what its variant brings, and what knobs choose. */
import type { Strategies } from '../../../broker-core/broker/strategies.js';
import type { HistoricConfig } from '../../../broker-core/historic/config.js';
import { strategiesFor, type VariantStrategies } from '../../../broker-core/historic/strategies.js';
import { seamNames, type SeamName } from '../../../broker-core/historic/table.js';
import type { TrackedSettings } from '../settings/reads.js';
import type { Settings } from '../settings/table.js';

const US_PER_MS = 1000;

export function brokerStrategies(made: TrackedSettings['made'], ofVariant: VariantStrategies): Strategies {
  const config = made(historicConfig);
  const choices = made(choicesByKnob);
  return strategiesFor(config, ofVariant, choices);
}

/** Of each seam what its knob chooses; null: as the variant has it. */
function choicesByKnob(settings: Settings): Readonly<Record<SeamName, string | null>> {
  const choices: [string, string | null][] = seamNames.map((name) => [name, settings[name]]);
  return Object.fromEntries(choices) as Record<SeamName, string | null>;
}

/** A choice that is null is none. */
function chosen<T>(value: T | null, field: string): Readonly<Record<string, T>> {
  return value === null ? {} : { [field]: value };
}

function historicConfig(settings: Settings): HistoricConfig {
  return {
    loopHasPeriod: settings['loop.periodMs'] > 0,
    turns: {
      ...chosen(settings.readyIo, 'readyIo'),
      ...chosen(settings.lightReady, 'lightReady'),
      ...chosen(settings.missedTick, 'missedTick'),
      ...chosen(settings.leaderFlag, 'leaderFlag'),
      ...chosen(settings.leaderCheck, 'leaderCheck'),
    },
    readyIoTimeoutUs: settings['readyIo.timeoutMs'] * US_PER_MS,
    proposeSleepUs: settings['proposeSleep.ms'] * US_PER_MS,
    commitWatchUs: settings['commitWatch.timeoutMs'] * US_PER_MS,
    sharesCreationResult: settings['lock.shareResult'],
    ...creationWaits(settings),
    metadataWal: {
      pollUs: settings['metadataWal.pollMs'] * US_PER_MS,
      applyUs: settings['metadataWal.applyUs'],
      followersStore: settings['metadataWal.followersStore'],
      replays: settings['metadataWal.replays'],
      forwarded: settings['metadataWal.forwarded'],
    },
    fetchPoll: { pollUs: settings['fetch.pollMs'] * US_PER_MS },
    produceLocks: { stateUs: settings['produce.stateLockUs'], pendingUs: settings['produce.pendingLockUs'] },
    watermarks: { periodUs: settings['watermarks.periodMs'] * US_PER_MS },
    ...partitionGroups(settings),
    oneLock: {
      joinPollUs: settings['consumerGroup.joinPollMs'] * US_PER_MS,
      joinLimitUs: settings['consumerGroup.joinLimitMs'] * US_PER_MS,
      syncFallbackUs: settings['consumerGroup.syncFallbackMs'] * US_PER_MS,
    },
  };
}

type CreationWaits = Pick<HistoricConfig, 'createWait' | 'assign' | 'registerWait' | 'followerWait'>;

function creationWaits(settings: Settings): CreationWaits {
  return {
    createWait: {
      pollUs: settings['createWait.pollMs'] * US_PER_MS,
      attemptsMax: settings['createWait.attemptsMax'],
      timeoutUs: settings['createWait.timeoutMs'] * US_PER_MS,
      onForwardExhausted: settings['forward.onExhausted'],
    },
    assign: { timeoutUs: settings['assign.timeoutMs'] * US_PER_MS },
    registerWait: {
      pollUs: settings['registerWait.pollMs'] * US_PER_MS,
      attemptsMax: settings['registerWait.attemptsMax'],
      timeoutUs: settings['registerWait.timeoutMs'] * US_PER_MS,
    },
    followerWait: {
      pollUs: settings['followerWait.pollMs'] * US_PER_MS,
      attemptsMax: settings['followerWait.attemptsMax'],
    },
  };
}

type PartitionGroups = Pick<HistoricConfig, 'groups' | 'waitForLeaders' | 'produceWait' | 'warmup'>;

function partitionGroups(settings: Settings): PartitionGroups {
  const sleepMs = settings['produceWait.sleepMs'];
  return {
    groups: {
      tickUs: settings['group.tickMs'] * US_PER_MS,
      // Both are times, and their ratio is a number of ticks: the length of a tick has no part in it (L25).
      electionTicks: Math.floor(settings['group.electionMs'] / settings['group.heartbeatMs']),
      heartbeatTicks: 1,
    },
    waitForLeaders: {
      timeoutUs: settings['waitForLeaders.timeoutMs'] * US_PER_MS,
      pollUs: settings['waitForLeaders.pollMs'] * US_PER_MS,
    },
    produceWait: {
      attemptsMax: settings['produceWait.attempts'],
      sleepUs: sleepMs === null ? null : sleepMs * US_PER_MS,
    },
    warmup: { limitUs: settings['warmup.timeoutMs'] * US_PER_MS },
  };
}
