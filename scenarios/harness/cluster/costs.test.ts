/** The first table of docs/costs.md, row by row: what it counts adds up, and a run takes just that. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import type { FaultEntry } from '../../../sim/faults/entry.js';
import { runScenario, type RunOptions, type RunResult } from '../../index.js';
import type { Invariant } from '../definition/invariant.js';

const MESSAGE_MS = 0.501;
const SYNC_MS = 1.5;
const WRITE_MS = 0.021;

const CALM: readonly FaultEntry[] = [];
const ONE_CLIENT = { 'client.count': 1, 'client.messages': 30, 'client.thinkMs': 20, 'topic.partitions': 1 };
/** One record in 25 goes to a topic that nobody has used before; connections are open by then. */
const NEW_TOPICS = { ...ONE_CLIENT, 'client.messages': 300, 'topic.partitions': 3 };

/** How long each takes, in ms. */
const RUNS: Readonly<Record<string, () => Promise<number | undefined>>> = {
  'produce, `acks=1`': () =>
    medianMs('steady-produce', 'produce', { set: { ...ONE_CLIENT, 'client.acks': '1' } }),
  'produce, `acks=all`': () =>
    medianMs('steady-produce', 'produce', { set: { ...ONE_CLIENT, 'client.acks': 'all' } }),
  'creation, asked of the leader of the metadata log': () =>
    medianMs('create-topic-storm', 'createTopic', { set: ONE_CLIENT }),
  'creation, asked of another broker': () => medianMs('topic-creation', 'createTopic', {}),
  'first produce to a new topic, `acks=1`': () => firstProduceMs('1'),
  'first produce to a new topic, `acks=all`': () => firstProduceMs('all'),
  'offset commit': commitMs,
  'rebalance, from the last join to the assignments': rebalanceMs,
  'failover of a partition’s leader, from the end of its session': partitionFailoverMs,
  'failover of the metadata log’s leader, from an election time-out': metadataFailoverMs,
};

const rows = readFileSync('docs/costs.md', 'utf8')
  .split('\n')
  .filter((line) => /^\|.*\|.*\|.*\|.*\|.*\|.*\|$/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .slice(2);

test('every row has a run, and every run a row', (t) => {
  t.deepEqual(
    rows.map(([, what]) => what),
    Object.keys(RUNS),
  );
});

for (const [, what = '', messages, syncs, writes, processorMs, inAllMs] of rows) {
  test(`${what}: ${String(messages)} messages and ${String(syncs)} syncs in a row`, async (t) => {
    const parts =
      Number(messages) * MESSAGE_MS +
      Number(syncs) * SYNC_MS +
      Number(writes) * WRITE_MS +
      Number(processorMs);
    t.is(parts.toFixed(3), Number(inAllMs).toFixed(3));
    t.is((await RUNS[what]?.())?.toFixed(3), Number(inAllMs).toFixed(3));
  });
}

test('a session is over to the microsecond after the last heartbeat, or after its controller’s reign began', async (t) => {
  const sinceCrashMs = expiryMs(await lostAtWork('leader of load/1')) - CRASH_MS;
  t.true(sinceCrashMs > 9000 - 2000 && sinceCrashMs <= 9000);
  const result = await lostAtWork('leader of __meta');
  const reignMs = noteOf(result, /leads the metadata log/, CRASH_MS);
  t.is((expiryMs(result) - reignMs).toFixed(3), '9000.000');
});

function run(scenario: string, options: Omit<RunOptions, 'seed'>): Promise<RunResult> {
  return runScenario(scenario, { seed: 1, variant: 'reference', causes: 'none', ...options });
}

type Operation = 'produce' | 'createTopic';

async function medianMs(
  scenario: string,
  operation: Operation,
  options: Omit<RunOptions, 'seed'>,
): Promise<number | undefined> {
  return (await run(scenario, options)).operations[operation]?.latencyMs?.p50;
}

/**
 * The shortest that had a topic created on its way: asked of the metadata log's leader, over open
 * connections.
 */
async function firstProduceMs(acks: string): Promise<number> {
  const { requests } = await run('sync-stall', { faults: CALM, set: { ...NEW_TOPICS, 'client.acks': acks } });
  const creations = requests.filter(({ operation }) => operation === 'createTopic');
  const first = requests.filter(
    ({ operation, startMs, latencyMs }) =>
      operation === 'produce' &&
      creations.some((one) => one.startMs > startMs && one.startMs < startMs + (latencyMs ?? 0)),
  );
  return Math.min(...first.map(({ latencyMs }) => latencyMs ?? Number.POSITIVE_INFINITY));
}

async function commitMs(): Promise<number> {
  const tookUs: number[] = [];
  const watch = watching(() => ({
    atEnd: ({ history }) => {
      for (const { sentAtUs, acknowledgedAtUs } of history.commits)
        if (acknowledgedAtUs !== null) tookUs.push(acknowledgedAtUs - sentAtUs);
    },
  }));
  const set = { 'consumerGroup.commitMs': 100 };
  await run('group-join', { faults: CALM, set, invariants: [watch] });
  return (tookUs.toSorted((a, b) => a - b)[Math.floor(tookUs.length / 2)] ?? 0) / 1000;
}

async function rebalanceMs(): Promise<number> {
  const { operations } = await run('group-consume', { faults: CALM });
  const { joinGroup, syncGroup } = operations;
  return (joinGroup?.latencyMs?.min ?? 0) + (syncGroup?.latencyMs?.p50 ?? 0);
}

/** Before the load of the one scenario begins, and in the middle of the other's. */
const CRASH_MS = 2500;
const LOAD_MS = 2000;
const crashOf = (target: string): readonly FaultEntry[] => [
  { id: 'crash', type: 'crash', target, loses: 'all', atMs: CRASH_MS, untilMs: CRASH_MS + 20_000 },
];
const AT_WORK = { 'run.startMs': LOAD_MS, 'client.count': 1, 'client.messages': 100, 'client.thinkMs': 20 };

function lostAtWork(target: string): Promise<RunResult> {
  return run('sync-stall', { faults: crashOf(target), set: AT_WORK });
}

/** Until the new leader, which is not the controller, knows that it leads. */
async function partitionFailoverMs(): Promise<number> {
  const result = await lostAtWork('leader of load/1');
  const ledMs = result.notes.find(
    ({ atMs, node, text }) => atMs > CRASH_MS && text === `load/1 led by ${node}`,
  )?.atMs;
  return (ledMs ?? Number.NaN) - expiryMs(result);
}

/** Until its first entry is committed: then it can write others. */
async function metadataFailoverMs(): Promise<number> {
  let asksAtUs = Number.NaN;
  let commitsAtUs = Number.NaN;
  let leader: string | null = null;
  const watch = watching(({ nowUs }) => ({
    onFact: (fact) => {
      if (nowUs() < CRASH_MS * 1000) return;
      if (fact.type === 'role' && fact.role === 'preCandidate') asksAtUs = nowUs();
      if (fact.type === 'role' && fact.role === 'leader') leader = fact.nodeId;
      if (fact.type === 'applied' && fact.nodeId === leader && Number.isNaN(commitsAtUs))
        commitsAtUs = nowUs();
    },
  }));
  await run('topic-creation', { faults: crashOf('leader of __meta'), invariants: [watch] });
  return (commitsAtUs - asksAtUs) / 1000;
}

function expiryMs(result: RunResult): number {
  return noteOf(result, /session of broker \d+ expired/, CRASH_MS);
}

function noteOf({ notes }: RunResult, pattern: RegExp, afterMs: number): number {
  return notes.find(({ atMs, text }) => atMs > afterMs && pattern.test(text))?.atMs ?? Number.NaN;
}

/** Finds nothing wrong; it only looks. */
function watching(create: Invariant['create']): Invariant {
  return { name: 'watch', doc: 'Looks.', source: 'none', create };
}
