/** Runs that once went wrong and passed: what was wrong shows only in what the brokers tell. */
import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { runScenario } from '../index.js';
import { CommittedImage } from '../oracles/track/committed-image.js';

/** Hands each fact of a run on. */
function listening(onFact: (fact: BrokerFact) => void): Invariant {
  return { name: 'listening', doc: 'Listens.', source: 'none', create: () => ({ onFact }) };
}

interface Fencing {
  readonly brokerId: number;
  readonly atMs: number;
}

/** Keeps the fencings that were committed, with their times. */
function fencings(into: Fencing[]): Invariant {
  const create: Invariant['create'] = ({ nowUs, share }) => {
    const image = share(CommittedImage);
    return {
      onFact: () => {
        for (const change of image.changes)
          if (change.type === 'brokerFenced') into.push({ brokerId: change.brokerId, atMs: nowUs() / 1000 });
      },
    };
  };
  return { name: 'fencings', doc: 'Listens.', source: 'none', create };
}

const PAUSES = {
  'shorter than a session': {
    set: { 'client.forMs': 6000, 'broker.sessionTimeoutMs': 2000, 'broker.heartbeatMs': 500 },
    pause: { atMs: 10_300, untilMs: 12_200 },
  },
  'longer than a session': {
    set: { 'client.forMs': 20_000, 'raft.electionTicks': 150, 'run.startMs': 40_000 },
    pause: { atMs: 42_000.3, untilMs: 51_500 },
  },
};

for (const [length, { set, pause }] of Object.entries(PAUSES)) {
  test(`a controller that was paused, ${length}, fences nobody`, async (t) => {
    const fenced: Fencing[] = [];
    const result = await runScenario('leader-loss', {
      seed: 1,
      variant: 'reference',
      causes: 'none',
      set,
      invariants: [fencings(fenced)],
      faults: [{ id: 'pause', type: 'pause', target: 'leader of __meta', ...pause }],
    });
    t.is(result.verdict, 'passed');
    t.deepEqual(fenced, []);
  });
}

test('sessions begin when a controller does, and end when they are over: not when it looks next', async (t) => {
  const fenced: Fencing[] = [];
  const elections: number[] = [];
  const result = await runScenario('leader-loss', {
    seed: 1,
    variant: 'reference',
    causes: 'none',
    set: { 'client.forMs': 20_000 },
    invariants: [
      fencings(fenced),
      {
        ...listening(() => undefined),
        name: 'elections',
        create: ({ nowUs }) => ({
          onFact: (fact) =>
            void (fact.type === 'role' && fact.role === 'leader' && elections.push(nowUs() / 1000)),
        }),
      },
    ],
    faults: [
      { id: 'kill', type: 'crash', target: 'leader of __meta', loses: 'none', atMs: 10_000, untilMs: 50_000 },
    ],
  });
  t.is(result.verdict, 'passed');
  const electedAtMs = elections.at(-1) ?? 0;
  const [first] = fenced;
  const afterMs = (first?.atMs ?? 0) - electedAtMs;
  t.true(afterMs >= 9000 && afterMs < 9010, `${String(afterMs)} ms`);
});

test('a follower whose disk stalls goes on to answer heartbeats, so its leader stays', async (t) => {
  const leaders: string[] = [];
  const result = await runScenario('topic-creation', {
    seed: 1,
    variant: 'reference',
    causes: 'none',
    invariants: [
      listening((fact) => void (fact.type === 'role' && fact.role === 'leader' && leaders.push(fact.nodeId))),
    ],
    // Two of three are up, so the leader needs the one whose syncs stall.
    faults: [
      { id: 'away', type: 'crash', target: 'n3', loses: 'none', atMs: 7900, untilMs: 30_000 },
      { id: 'stall', type: 'stallDisk', target: 'n2', syncOnly: true, atMs: 8000.5, untilMs: 12_000 },
    ],
  });
  t.is(result.verdict, 'passed');
  t.deepEqual(leaders, ['n3', 'n1']);
});

test('a killed broker costs a request milliseconds, and one without power its time-out', async (t) => {
  for (const [loses, error] of [
    ['none', 'NETWORK_EXCEPTION'],
    ['all', 'REQUEST_TIMED_OUT'],
  ] as const) {
    const faults = [{ id: 'kill', type: 'crash', target: 'n2', loses, atMs: 10_000, untilMs: 50_000 }];
    // A client that does not try again shows what one attempt costs.
    const set = { 'client.forMs': 20_000, 'client.profile': 'kafka-python-2.0.2', 'client.acks': 'all' };
    const result = await runScenario('leader-loss', {
      seed: 1,
      variant: 'reference',
      causes: 'none',
      set,
      faults,
    });
    t.is(result.verdict, 'passed');
    const failed = result.requests.filter(
      ({ operation, outcome }) => operation === 'produce' && outcome === error,
    );
    const [first] = failed;
    t.true(failed.length > 0, `${loses}: ${error}`);
    const costMs = first?.latencyMs ?? 0;
    t.true(loses === 'none' ? costMs < 50 : costMs === 30_000, `${loses}: ${String(costMs)} ms`);
  }
});
