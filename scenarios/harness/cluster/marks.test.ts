/** What brokers mark besides what their own code waits for, so that a schedule may go by it. */
import test from 'ava';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { planScenario, runScenario } from '../../index.js';

const ALL_THREE = {
  'client.count': 4,
  'client.messages': 200,
  'client.thinkMs': 50,
  'client.acks': 'all',
  'topic.partitions': 1,
  'topic.replicationFactor': 3,
  'topic.minInsyncReplicas': 2,
  'replica.lagTimeMaxMs': 2000,
} as const;

const after = (mark: string, node = '*', nth?: number) => ({
  at: { mark, node, plusMs: 0, ...(nth === undefined ? {} : { nth }) },
});
/** Changes nothing that matters. */
const slow = { type: 'slowCpu', target: 'n1', factor: 1.5 } as const;

test('a fault may come after an ISR change, a fencing, and the n-th advance of a high watermark', async (t) => {
  const faults: FaultSchedule = [
    { id: 'held', type: 'hold', from: '*', to: 'n2', channel: 'replication', atMs: 9000, untilMs: 12_000 },
    { id: 'left', ...slow, ...after('isr:steady:0', 'n3') },
    { id: 'joined again', ...slow, ...after('isr:steady:0', 'n3', 2) },
    { id: 'advanced', ...slow, ...after('highWatermark:steady:0', 'n3', 20) },
    { id: 'away', type: 'crash', loses: 'none', target: 'n1', atMs: 13_000, untilMs: 30_000 },
    { id: 'fenced', ...slow, target: 'n2', ...after('fenced:1', 'n3') },
    { id: 'back', ...slow, target: 'n2', ...after('unfenced:1', 'n3') },
    { id: 'never', ...slow, ...after('isr:steady:0', 'n3', 500) },
  ];
  const options = {
    seed: 1,
    variant: 'reference',
    causes: 'none',
    set: { ...ALL_THREE, 'client.thinkMs': 400 },
  };
  const result = await runScenario('steady-produce', { ...options, causes: 'none', faults });
  t.is(result.verdict, 'passed');
  const at = new Map(result.faults.map(({ id, atMs }) => [id, atMs ?? Number.NaN]));
  const between = (id: string, from: number, to: number): void => {
    const atMs = at.get(id) ?? Number.NaN;
    t.true(atMs > from && atMs < to, `${id} at ${atMs} ms`);
  };
  between('left', 11_000, 11_500);
  between('joined again', 12_000, 12_500);
  between('advanced', 8000, 13_000);
  between('fenced', 13_000, 30_000);
  between('back', 30_000, 35_000);
  t.true(Number.isNaN(at.get('never')));
  // With times in place of marks it is the same run.
  const again = await runScenario('steady-produce', { ...options, causes: 'none', faults: result.schedule });
  t.is(again.hash, result.hash);
});

test('such a mark is checked as the others are', (t) => {
  const plan = (mark: string) => () =>
    planScenario('steady-produce', { seed: 1, faults: [{ id: 'a', ...slow, ...after(mark) }] });
  for (const mark of ['isr:steady:9', 'highWatermark:steady:9'])
    t.throws(plan(mark), { message: /is nobody ever: the partitions of steady are 0 to 2/ });
  t.throws(plan('fenced:9'), {
    message: /at\.mark is "fenced:9"; it is one of .*fenced:ID, unfenced:ID, broker:1/,
  });
});
