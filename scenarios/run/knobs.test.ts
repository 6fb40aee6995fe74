import test from 'ava';
import { catalog } from '../catalog/catalog.js';
import { trackReads } from '../settings/reads.js';
import { KNOB_NAMES } from '../settings/table.js';
import { prepareRun } from './prepare.js';
import { runPrepared } from './run-scenario.js';

test('no knob is accepted and ignored: each is read by some scenario', async (t) => {
  const unread = new Set<string>(KNOB_NAMES);
  for (const { name } of catalog) {
    const set = { 'client.messages': 16, 'client.count': 2 };
    const prepared = prepareRun(name, { seed: 1, set, variant: 'reference' });
    const tracked = trackReads(prepared.resolved.settings);
    const schedule = prepared.scenario.faults?.(tracked.settings, () => 0.5) ?? [];
    const resolved = { ...prepared.resolved, settings: tracked.settings };
    await runPrepared({ ...prepared, resolved, schedule }, () => 0);
    for (const knob of tracked.reads) unread.delete(knob);
  }
  // Only where the quorum of the storm is cut does it matter for how long.
  const { settings, reads } = trackReads(
    prepareRun('create-topic-storm', { seed: 1, set: { 'storm.quorum': 'cut' } }).resolved.settings,
  );
  catalog.find(({ name }) => name === 'create-topic-storm')?.faults?.(settings, () => 0.5);
  for (const knob of reads) unread.delete(knob);
  t.deepEqual([...unread], []);
});
