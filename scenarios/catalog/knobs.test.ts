import test from 'ava';
import { builtIn, layer } from '../index.js';
import { KNOBS } from '../harness/settings/table.js';
import { prepareRun } from '../harness/run/prepare.js';
import { runPrepared } from '../harness/run/run-scenario.js';

test('no knob is accepted and ignored: each is read by some scenario that has it', async (t) => {
  const unread = new Set([KNOBS, ...layer.listScenarios().map(({ knobs }) => knobs)].flatMap(Object.keys));
  for (const { name } of builtIn.scenarios) {
    const set = { 'client.messages': 16, 'client.count': 2 };
    const prepared = prepareRun(builtIn, name, { seed: 1, set, variant: 'reference' });
    await runPrepared(prepared, () => 0);
    for (const knob of prepared.tracked.reads) unread.delete(knob);
  }
  // Only where the quorum of the storm is cut does it matter for how long.
  const cut = prepareRun(builtIn, 'create-topic-storm', {
    seed: 1,
    variant: 'reference',
    set: { 'storm.quorum': 'cut' },
  });
  for (const knob of cut.tracked.reads) unread.delete(knob);
  t.deepEqual([...unread], []);
});
