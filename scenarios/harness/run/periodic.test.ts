/** A fault that repeats strikes the node that holds the role each time; its capsule gives the same run. */
import test from 'ava';
import { runScenario } from '../../index.js';
import { makeCapsule } from '../result/capsule.js';

test('the leader of a partition is paused every second, and the run of its capsule is the same', async (t) => {
  const options = {
    seed: 3,
    variant: 'reference',
    causes: 'none',
    set: { 'client.count': 2, 'client.messages': 60, 'client.thinkMs': 200, 'client.acks': 'all' },
  } as const;
  const faults = [
    {
      id: 'gc',
      type: 'pause',
      target: 'leader of steady/0',
      atMs: 9000,
      forMs: 80,
      everyMs: 1000,
      untilMs: 12_500,
    },
    { id: 'flaky', type: 'resetConnections', from: 'c1', to: '*', atMs: 9500, everyMs: 700 },
  ];
  const result = await runScenario('steady-produce', { ...options, faults });
  t.is(result.verdict, 'passed');
  t.like(result.faults[0], { id: 'gc', atMs: 9000, untilMs: 12_080, effects: 4 });
  t.true((result.faults[1]?.effects ?? 0) > 3);
  const ids = result.schedule.map(({ id }) => id);
  t.deepEqual(ids.slice(0, 5), ['gc#1', 'gc#2', 'gc#3', 'gc#4', 'flaky#1']);
  const capsule = JSON.parse(JSON.stringify(makeCapsule(result))) as { readonly faults: unknown };
  const again = await runScenario('steady-produce', { ...options, faults: capsule.faults });
  t.is(again.hash, result.hash);
  t.deepEqual(again.schedule, result.schedule);
});
