/**
 * From settings to the options of the write-ahead logs.
 */
import type { WalOptions } from '../../../broker-core/wal/open.js';
import type { Settings } from '../settings/table.js';

const US_PER_MS = 1000;
/** Where neither a knob nor a profile says otherwise. */
const PERIOD_MS = 100;

interface WalProfile {
  readonly batchRecordsMax: number;
  readonly batchBytesMax: number;
  /** How long a record may wait for others: the period of the tick. */
  readonly periodMs: number;
  readonly queueRecordsMax: number;
}

/** The documents' profiles (spec d.1, `group_commit.rs`); the default is `high`, against S1:L208-211. */
const WAL_PROFILES: Readonly<Record<NonNullable<Settings['wal.profile']>, WalProfile>> = {
  low: { batchRecordsMax: 500, batchBytesMax: 5_000_000, periodMs: 20, queueRecordsMax: 2500 },
  medium: { batchRecordsMax: 2000, batchBytesMax: 15_000_000, periodMs: 10, queueRecordsMax: 10_000 },
  high: { batchRecordsMax: 10_000, batchBytesMax: 50_000_000, periodMs: 100, queueRecordsMax: 50_000 },
  ultra: { batchRecordsMax: 20_000, batchBytesMax: 100_000_000, periodMs: 100, queueRecordsMax: 100_000 },
};

export const WAL_KNOBS = [
  'wal.profile',
  'wal.commit',
  'wal.commitPeriodMs',
  'wal.committers',
  'wal.periodicFlushMs',
  'wal.segmentBytes',
  'wal.batchRecords',
  'wal.batchBytes',
  'wal.queueRecords',
] as const satisfies readonly (keyof Settings)[];

/** A knob goes before the profile, and that before the log's own default. */
export function walOptions(settings: Pick<Settings, (typeof WAL_KNOBS)[number]>): WalOptions {
  const name = settings['wal.profile'];
  const profile = name === null ? null : WAL_PROFILES[name];
  const periodUs = (settings['wal.commitPeriodMs'] ?? profile?.periodMs ?? PERIOD_MS) * US_PER_MS;
  return {
    commit: commitOn(settings['wal.commit'], periodUs),
    secondCommitterUs: settings['wal.committers'] === 'two' ? periodUs : 0,
    flushEveryUs: settings['wal.periodicFlushMs'] * US_PER_MS,
    segmentBytesMax: settings['wal.segmentBytes'],
    ...known({
      batchRecordsMax: settings['wal.batchRecords'] ?? profile?.batchRecordsMax,
      batchBytesMax: settings['wal.batchBytes'] ?? profile?.batchBytesMax,
      queueRecordsMax: settings['wal.queueRecords'] ?? profile?.queueRecordsMax,
    }),
  };
}

function commitOn(strategy: Settings['wal.commit'], periodUs: number): NonNullable<WalOptions['commit']> {
  if (strategy === 'notify') return { on: 'notify' };
  return { on: strategy === 'tick' ? 'tick' : 'notifyOrTick', periodUs };
}

/** Without what nothing is said of. */
function known(options: Readonly<Record<string, number | undefined>>): WalOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
