/** The first table of docs/costs.md, row by row: what it counts adds up, and a run takes just that. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { runScenario } from '../../index.js';

const MESSAGE_MS = 0.501;
const SYNC_MS = 1.5;
const WRITE_MS = 0.021;

const ONE_CLIENT = { 'client.count': 1, 'client.messages': 30, 'client.thinkMs': 20, 'topic.partitions': 1 };

const RUNS = {
  'produce, `acks=1`': ['steady-produce', 'produce', { ...ONE_CLIENT, 'client.acks': '1' }],
  'produce, `acks=all`': ['steady-produce', 'produce', { ...ONE_CLIENT, 'client.acks': 'all' }],
  'creation, asked of the leader of the metadata log': ['create-topic-storm', 'createTopic', ONE_CLIENT],
  'creation, asked of another broker': ['topic-creation', 'createTopic', {}],
} as const;

const rows = readFileSync('docs/costs.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| (produce|creation)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('every row has a run, and every run a row', (t) => {
  t.deepEqual(
    rows.map(([, what]) => what),
    Object.keys(RUNS),
  );
});

for (const [, what = '', messages, syncs, writes, processorMs, inAllMs] of rows) {
  test(`${what}: ${String(messages)} messages and ${String(syncs)} syncs in a row`, async (t) => {
    const found = Object.entries(RUNS).find(([name]) => name === what);
    if (found === undefined) return t.fail('there is no run of it');
    const [scenario, operation, set] = found[1];
    const parts =
      Number(messages) * MESSAGE_MS +
      Number(syncs) * SYNC_MS +
      Number(writes) * WRITE_MS +
      Number(processorMs);
    t.is(parts.toFixed(3), Number(inAllMs).toFixed(3));
    const result = await runScenario(scenario, { seed: 1, variant: 'reference', causes: 'none', set });
    t.is(result.operations[operation]?.latencyMs?.p50, Number(inAllMs));
  });
}
