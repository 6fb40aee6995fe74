/** A small run by hand, for tests: what it has is what the test says, the rest is empty. */
import type { Interval } from '../../../../sim/cause/blame.js';
import type { RequestRecord } from '../../../../sim/cause/recorder.js';
import { resolveSettings } from '../../settings/resolve.js';
import type { OperationName } from '../names.js';
import type { RawRun } from '../raw-run.js';

export function rawRun(fields: Partial<RawRun> = {}): RawRun {
  return {
    scenario: 'create-topic-storm',
    seed: 7,
    variant: 'poll-50ms',
    resolved: resolveSettings({}),
    unread: [],
    set: {},
    expects: [],
    expectsAsked: [],
    faultsGiven: false,
    isOfTool: false,
    end: { type: 'finished' },
    violations: [],
    judged: {},
    sometimes: {},
    hash: '0123456789abcdef',
    events: 1000,
    virtualUs: 5_000_000,
    wallMs: 12.3456,
    requests: [],
    waits: new Map(),
    counters: new Map(),
    findings: [],
    notes: [],
    blame: new Map(),
    explained: [],
    faults: [],
    schedule: [],
    scheduleHash: 'feedfacefeedface',
    evidence: { checkpoints: [], eventLog: [] },
    ...fields,
  };
}

/** A request that took `latencyUs`, or has no answer (null). */
export function request(
  id: number,
  latencyUs: number | null,
  fields: Partial<Omit<RequestRecord<OperationName>, 'id' | 'endUs'>> = {},
): RequestRecord<OperationName> {
  const startUs = fields.startUs ?? 0;
  const outcome = latencyUs === null ? 'pending' : 'ok';
  const endUs = latencyUs === null ? null : startUs + latencyUs;
  return {
    id,
    operation: 'createTopic',
    nodeId: 'n1',
    startUs,
    endUs,
    outcome,
    startCause: 0,
    endCause: id,
    ...fields,
  };
}

/** `[kind, label, us]` one after the other, from `startUs` on. */
export function intervals(
  startUs: number,
  nodeId: string,
  pieces: readonly (readonly [Interval['kind'], string, number])[],
): readonly Interval[] {
  let fromUs = startUs;
  return pieces.map(([kind, label, lengthUs]) => {
    const interval = { kind, label, nodeId, fromUs, toUs: fromUs + lengthUs };
    fromUs += lengthUs;
    return interval;
  });
}
