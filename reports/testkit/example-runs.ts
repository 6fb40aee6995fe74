/**
 * Two runs by hand that have one of everything: a cascade of time-outs under the historical waits, and the
 * same under none.
 */
import type { Interval } from '../../sim/cause/blame.js';
import type { RawRun } from '../../scenarios/harness/result/raw-run.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import { intervals, rawRun, request } from '../../scenarios/harness/result/testkit/raw-run.js';
import { toRunResult } from '../../scenarios/harness/result/to-run-result.js';
import { resolveSettings } from '../../scenarios/harness/settings/resolve.js';

const START_US = 1_000_000;

/** 79 polls and one time-out among round trips. */
const CASCADE: readonly (readonly [Interval['kind'], string, number])[] = [
  ['network', 'forward to leader', 1000],
  ['disk', 'sync', 1500],
  ['network-injected', 'forward reply', 20_000],
  ...Array.from({ length: 79 }, (): readonly [Interval['kind'], string, number] => [
    'poll',
    'createWait',
    50_000,
  ]),
  ['timeout', 'await topic replication', 5_000_000],
  ['timeout', 'await assignment', 15_000_000],
  ['network', 'rpc', 250],
];
const CASCADE_US = CASCADE.reduce((total, [, , us]) => total + us, 0);

const shared: Partial<RawRun> = {
  scenario: 'topic-creation-cascade',
  seed: 42,
  schedule: [{ id: 'f1', type: 'isolate', target: 'n2', atMs: 4000, untilMs: 30_000 }],
};
const faults = (effects: number): RawRun['faults'] => [
  { id: 'f1', type: 'isolate', target: 'n2', atMs: 4000, untilMs: 30_000, effects },
  { id: 'f2', type: 'stallDisk', target: 'leader of __meta', atMs: null, untilMs: null, effects: 0 },
];

export function historicalRun(fields: Partial<RawRun> = {}): RunResult {
  return toRunResult(
    rawRun({
      ...shared,
      variant: 'forward-then-register',
      resolved: resolveSettings({ scenario: { 'topic.partitions': 3 }, set: { 'client.retries': null } }),
      set: { 'client.retries': null },
      requests: [
        request(1, CASCADE_US, { startUs: START_US, nodeId: 'c1' }),
        request(2, 1_000, { startUs: START_US, nodeId: 'c2', operation: 'metadata' }),
        request(3, 9_000_000, {
          startUs: START_US,
          nodeId: 'c2',
          operation: 'metadata',
          outcome: 'REQUEST_TIMED_OUT',
        }),
        request(4, null, { startUs: START_US, nodeId: 'c2', operation: 'metadata' }),
      ],
      waits: new Map([
        [
          'commit',
          new Map([
            [103_000, 2],
            [200_000, 1],
          ]),
        ],
        [
          'createWait',
          new Map(Array.from({ length: 9 }, (_, place) => [50_000 * (place + 1), 9 - place] as const)),
        ],
      ]),
      counters: new Map([
        ['topic_creation_timeout_count', 1],
        ['partition_assignment_timeout_count', 3],
      ]),
      findings: [0, 1].map((place) => ({
        type: 'lost-wakeup',
        key: 'topic:orders',
        nodeId: 'n2',
        atUs: 1_012_400 + place,
        costUs: 4_987_600,
        detail: 'it had come true 12.400 ms before anyone listened',
      })),
      notes: [{ atUs: 1_500_000, nodeId: 'n2', text: 'becomes leader in term 2' }],
      blame: new Map([
        [
          'createTopic',
          [
            { kind: 'timeout', label: 'await assignment', totalUs: 15_000_000 },
            { kind: 'timeout', label: 'await topic replication', totalUs: 5_000_000 },
            { kind: 'network', label: 'rpc', totalUs: 250 },
          ],
        ],
      ]),
      explained: [{ id: 1, intervals: intervals(START_US, 'n2', CASCADE) }],
      faults: faults(214),
      ...fields,
    }),
  );
}

export function referenceRun(fields: Partial<RawRun> = {}): RunResult {
  return toRunResult(
    rawRun({
      ...shared,
      variant: 'reference',
      hash: 'fedcba9876543210',
      requests: [request(1, 4250, { startUs: START_US, nodeId: 'c1' })],
      waits: new Map([['commit', new Map([[2750, 1]])]]),
      explained: [
        {
          id: 1,
          intervals: intervals(START_US, 'n1', [
            ['network', 'forward to leader', 500],
            ['disk', 'sync', 1500],
            ['network', 'append', 1000],
            ['network', 'answer', 1250],
          ]),
        },
      ],
      faults: faults(17),
      ...fields,
    }),
  );
}
