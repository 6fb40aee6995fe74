/** The quick part of `npm run soak:sweeps`. */
import { rmSync } from 'node:fs';
import test from 'ava';
import { filledAndResumed } from './full-disk.js';
import { killedAndResumed } from './killed.js';
import { heldIn } from './memory.js';
import { newPlace } from './start.js';

const RUNS = 300;
const SWEEP = ['sweep', 'ring', '--seeds', `1..${RUNS}`, '--jobs', '2'];

test('a sweep that is killed three times, and one whose disk was full, come to what one without comes to', async (t) => {
  t.timeout(600_000);
  const place = newPlace();
  t.teardown(() => rmSync(place, { recursive: true, force: true }));
  const draws = [0.3, 0.5, 0.1, 0.9, 0.7, 0.2].values();
  const draw = (): number => draws.next().value ?? 0.5;
  const killed = await killedAndResumed(place, SWEEP, { runCount: RUNS, kills: 3, draw });
  t.deepEqual(killed.differences, []);
  t.true(
    killed.killedAt.every((runs) => runs < RUNS),
    String(killed.killedAt),
  );
  const { whole } = killed;
  t.is(whole.runs.length, RUNS);
  t.true(Object.keys(whole.capsules).length > 1);
  const { kept, differences } = await filledAndResumed(place, SWEEP, { whole, share: 0.4 });
  t.deepEqual(differences, []);
  t.true(kept > 0 && kept < RUNS, String(kept));
});

test('what grows from the first to the last tenth is told, and what only goes up and down is not', (t) => {
  const samples = (bytesAt: (place: number) => number): Parameters<typeof heldIn>[1] =>
    Array.from({ length: 200 }, (_, place) => ({ atMs: 50 * place, bytes: bytesAt(place) }));
  const growthOf = (bytesAt: (place: number) => number): number =>
    heldIn('worker', samples(bytesAt))?.growth ?? NaN;
  t.true(growthOf((place) => 1000 + place) > 0.15);
  t.true(Math.abs(growthOf((place) => 1000 + (place % 7) * 100)) < 0.05);
  t.is(heldIn('worker', samples(() => 1).slice(0, 5)), null);
});
