import test from 'ava';
import { catalog } from '../../catalog/catalog.js';
import { KNOB_NAMES } from '../settings/table.js';
import { prepareRun } from './prepare.js';
import { runPrepared } from './run-scenario.js';

test('no knob is accepted and ignored: each is read by some scenario', async (t) => {
  const unread = new Set<string>(KNOB_NAMES);
  for (const { name } of catalog) {
    const set = { 'client.messages': 16, 'client.count': 2 };
    const prepared = prepareRun(name, { seed: 1, set, variant: 'reference' });
    await runPrepared(prepared, () => 0);
    for (const knob of prepared.tracked.reads) unread.delete(knob);
  }
  // Only where the quorum of the storm is cut does it matter for how long.
  const cut = prepareRun('create-topic-storm', {
    seed: 1,
    variant: 'reference',
    set: { 'storm.quorum': 'cut' },
  });
  for (const knob of cut.tracked.reads) unread.delete(knob);
  t.deepEqual([...unread], []);
});
