import test from 'ava';
import fc from 'fast-check';
import { createRandomSource } from '../../random/random.js';
import {
  abandonUnsynced,
  createContent,
  durableBytes,
  durableBytesFrom,
  makeDurable,
  markContent,
  resizeContent,
  sliceBytes,
  writeContent,
  type FileContent,
  type Mark,
} from './content.js';
import { loseUnsyncedContent, SECTOR_BYTES } from './survival.js';

type Step =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly size: number }
  /** A sync that ends after `later` further changes; it fails, or not. */
  | { readonly kind: 'sync'; readonly later: number; readonly fails: boolean };

const write = fc
  .record({
    offset: fc.nat(1500),
    length: fc.integer({ min: 1, max: 1200 }),
    value: fc.integer({ min: 1, max: 255 }),
  })
  .map(({ offset, length, value }): Step => ({ kind: 'write', offset, bytes: patterned(length, value) }));
const resize = fc.nat(2000).map((size): Step => ({ kind: 'resize', size }));
const sync = fc.nat(2).map((later): Step => ({ kind: 'sync', later, fails: false }));
const anySync = fc
  .tuple(fc.nat(2), fc.boolean())
  .map(([later, fails]): Step => ({ kind: 'sync', later, fails }));
const seeds = fc.nat(1000);

test('after any writes, truncations and syncs, also failed ones, live and durable bytes are those of a plain model', (t) =>
  fc.assert(
    fc.property(fc.array(fc.oneof(write, write, resize, anySync), { maxLength: 25 }), (steps) => {
      const { content, model } = run(steps);
      t.deepEqual(live(content), model.live);
      t.deepEqual(durableBytes(content), model.durable);
      t.deepEqual(durableBytesFrom(content, 700), model.durable.slice(700));
      loseUnsyncedContent(content, 'none', () => 0);
      t.deepEqual(live(content), model.durable);
      t.deepEqual(durableBytes(content), model.durable);
    }),
    { numRuns: 300 },
  ));

test('a prefix that survives is the file as it was at some moment since the sync, the last write cut at a sector', (t) =>
  fc.assert(
    fc.property(fc.array(fc.oneof(write, write, resize, sync), { maxLength: 12 }), seeds, (steps, seed) => {
      const { content, model } = run(steps);
      loseUnsyncedContent(content, 'prefix', createRandomSource(seed).keyedBy('crash'));
      const allowed = model.unsynced.flatMap((change, i) => tornBy(change, stateAfter(model, i)));
      allowed.push(stateAfter(model, model.unsynced.length));
      t.true(allowed.some((bytes) => equal(bytes, live(content))));
      t.deepEqual(durableBytes(content), live(content));
    }),
    { numRuns: 300 },
  ));

test('of sectors that survive, each is as it was at some moment since the sync', (t) =>
  fc.assert(
    fc.property(fc.array(fc.oneof(write, write, sync), { maxLength: 12 }), seeds, (steps, seed) => {
      const { content, model } = run(steps);
      loseUnsyncedContent(content, 'sectors', createRandomSource(seed).keyedBy('crash'));
      const states = Array.from({ length: model.unsynced.length + 1 }, (_, i) => stateAfter(model, i));
      const survivor = live(content);
      for (let start = 0; start < 3072; start += SECTOR_BYTES) {
        const sector = padded(survivor, start);
        t.true(states.some((state) => equal(padded(state, start), sector)));
      }
      t.true(survivor.length >= model.durable.length);
    }),
    { numRuns: 300 },
  ));

test('some crash leaves a later sector without an earlier one, and some a write torn in the middle', (t) => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 40; seed += 1) {
    for (const survival of ['prefix', 'sectors'] as const) {
      const content = createContent();
      writeContent(content, 0, new Uint8Array(3 * SECTOR_BYTES).fill(1));
      loseUnsyncedContent(content, survival, createRandomSource(seed).keyedBy('crash'));
      const firsts = [0, 1, 2].map((sector) => live(content)[sector * SECTOR_BYTES] ?? 0);
      outcomes.add(`${survival} ${firsts.join('')}`);
    }
  }
  t.deepEqual([...outcomes].filter((outcome) => outcome.startsWith('prefix')).sort(), [
    'prefix 000',
    'prefix 100',
    'prefix 110',
    'prefix 111',
  ]);
  t.is([...outcomes].filter((outcome) => outcome.startsWith('sectors')).length, 8);
});

test('what a failed sync gave up is read until the crash, and never durable, though the next sync succeeds', (t) => {
  const content = createContent();
  writeContent(content, 0, patterned(10, 1));
  abandonUnsynced(content, markContent(content));
  makeDurable(content, markContent(content));
  t.deepEqual(live(content), patterned(10, 1));
  t.deepEqual(durableBytes(content), new Uint8Array(0));
  writeContent(content, 10, patterned(5, 2));
  makeDurable(content, markContent(content));
  t.deepEqual(durableBytes(content), Uint8Array.of(...new Uint8Array(10), ...patterned(5, 2)));
});

/** The same in a few lines, with a copy of the file for each question. */
interface Model {
  live: Uint8Array;
  durable: Uint8Array;
  unsynced: Step[];
}

function run(steps: readonly Step[]): { content: FileContent; model: Model } {
  const content = createContent();
  const model: Model = { live: new Uint8Array(0), durable: new Uint8Array(0), unsynced: [] };
  let syncs: { mark: Mark; covered: Step[]; later: number; fails: boolean }[] = [];
  const finish = (isDue: (later: number) => boolean): void => {
    for (const { mark, covered, fails } of syncs.filter(({ later }) => isDue(later))) {
      if (fails) abandonUnsynced(content, mark);
      else makeDurable(content, mark);
      // Whatever another sync has made durable or given up meanwhile is not done again.
      for (const step of covered.filter((candidate) => model.unsynced.includes(candidate))) {
        if (!fails) model.durable = changed(model.durable, step);
        model.unsynced = model.unsynced.filter((candidate) => candidate !== step);
      }
    }
    syncs = syncs.filter(({ later }) => !isDue(later));
  };
  for (const step of steps) {
    if (step.kind === 'sync') {
      syncs.push({
        mark: markContent(content),
        covered: [...model.unsynced],
        later: step.later,
        fails: step.fails,
      });
    } else {
      if (step.kind === 'write') writeContent(content, step.offset, step.bytes);
      else resizeContent(content, step.size);
      model.live = changed(model.live, step);
      model.unsynced.push({ ...step });
      for (const pending of syncs) pending.later -= 1;
    }
    finish((later) => later <= 0);
  }
  finish(() => true);
  return { content, model };
}

function changed(before: Uint8Array, step: Step): Uint8Array {
  if (step.kind === 'sync') return before;
  const size = step.kind === 'resize' ? step.size : Math.max(before.length, step.offset + step.bytes.length);
  const after = new Uint8Array(size);
  after.set(before.subarray(0, size));
  if (step.kind === 'write') after.set(step.bytes, step.offset);
  return after;
}

function stateAfter(model: Model, count: number): Uint8Array {
  return model.unsynced.slice(0, count).reduce(changed, model.durable);
}

/** The file as it is when `step` was done up to some sector boundary. */
function tornBy(step: Step, before: Uint8Array): Uint8Array[] {
  const states = [before];
  if (step.kind !== 'write') return states;
  const end = step.offset + step.bytes.length;
  for (let cut = (Math.floor(step.offset / SECTOR_BYTES) + 1) * SECTOR_BYTES; cut < end; cut += SECTOR_BYTES)
    states.push(changed(before, { ...step, bytes: step.bytes.subarray(0, cut - step.offset) }));
  return states;
}

function live(content: FileContent): Uint8Array {
  return sliceBytes(content.live, 0, content.live.sizeBytes);
}

function padded(bytes: Uint8Array, start: number): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES);
  sector.set(bytes.subarray(Math.min(start, bytes.length), start + SECTOR_BYTES));
  return sector;
}

/** No two places of it are alike nearby, so that a piece in the wrong place shows. */
function patterned(length: number, value: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (value + i) % 251);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
