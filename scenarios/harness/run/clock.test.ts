import test from 'ava';
import { presets } from '../../../broker-core/historic/presets.js';
import { runScenario } from '../../index.js';
import { resolveSettings } from '../settings/resolve.js';

/** The clocks of all brokers are set by so much while the storm is at its height, and back a second later. */
const clocksSet = (offsetMs: number, brokers: number) =>
  [8100.3, 8130.7, 8180.1].slice(0, brokers).map((atMs, place) => ({
    id: `clock ${place}`,
    type: 'clockOffset',
    target: `n${place + 1}`,
    atMs,
    untilMs: 9100 + place,
    offsetMs,
  }));

for (const { name, settings } of presets) {
  test(`clocks that are set while somebody waits change no figure: ${name}`, async (t) => {
    const knobs = { 'client.count': 8, 'client.messages': 40 };
    for (const offsetMs of [-60_000, 60_000]) {
      const run = await runScenario('create-topic-storm', {
        seed: 1,
        variant: name,
        set: knobs,
        causes: 'none',
        faults: clocksSet(offsetMs, resolveSettings({ variant: settings }).settings['cluster.nodes']),
      });
      const lastMs = run.virtualMs;
      for (const [wait, { histogramMs }] of Object.entries(run.waits)) {
        const impossible = Object.keys(histogramMs).filter(
          (ms) => !(Number(ms) >= 0 && Number(ms) <= lastMs),
        );
        t.deepEqual(impossible, [], wait);
      }
    }
  });
}

test('what clients say that they were told, and when, is ordered by no clock of theirs', async (t) => {
  for (const offsetMs of [-3000, 3000]) {
    const faults = [{ id: 'set', type: 'clockOffset', target: 'c1', atMs: 6500, untilMs: 16_000, offsetMs }];
    const run = await runScenario('group-offsets', { seed: 1, faults, causes: 'none' });
    t.deepEqual(run.violations, [], `${offsetMs} ms`);
    t.true((run.faults[0]?.effects ?? 0) > 0);
  }
});
