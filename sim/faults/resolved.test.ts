import test from 'ava';
import fc from 'fast-check';
import type { FaultEntry, FaultSchedule } from './entry.js';
import { parseSchedule } from './parse.js';
import { scheduleHash } from './schedule-hash.js';
import { createTestWorld, NODES, type TestWorld } from './testkit/world.js';

const crash = { type: 'crash', loses: 'all' } as const;
const node = fc.constantFrom(...NODES, 'leader of x', 'followers of x', 'leader of nothing');
const timeMs = fc.integer({ min: 0, max: 90_000 }).map((us) => us / 1000);
const mark = fc.record({
  mark: fc.oneof(
    fc.integer({ min: 1, max: 100 }).map((tick) => `tick:${tick}`),
    fc.constant('any tick'),
  ),
  node: fc.constantFrom('n3', '*', 'n1'),
  plusMs: fc.constantFrom(0, 0, 0.5, 1, 3),
  nth: fc.integer({ min: 1, max: 40 }),
});
const sent = fc.record({
  message: fc.constantFrom('even', 'odd'),
  from: node,
  to: fc.constantFrom('*', 'n5'),
  plusMs: fc.constantFrom(0, 0, 2),
  nth: fc.integer({ min: 1, max: 200 }),
});
const start = fc.oneof(
  timeMs.map((atMs) => ({ atMs })),
  fc.constantFrom(1, 2, 50).map((atMs) => ({ atMs })),
  mark.map((at) => ({ at })),
  sent.map((at) => ({ at })),
);
const end = fc.oneof(
  fc.constant({}),
  fc.constant({ untilMs: 95 }),
  mark.map((until) => ({ until })),
  sent.map((until) => ({ until })),
);
const period = fc.oneof(
  { weight: 3, arbitrary: end },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 3.25, 40).map((forMs) => ({ forMs })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(end, fc.constantFrom(1, 7.5, 20), fc.constantFrom(0.25, 0.9))
      .map(([until, everyMs, part]) => ({ ...until, everyMs, forMs: everyMs * part })),
  },
);
const nth = fc.oneof(
  fc.constant({}),
  fc.integer({ min: 1, max: 300 }).map((count) => ({ nth: count })),
  fc.integer({ min: 1, max: 50 }).map((count) => ({ message: 'even', nth: count })),
);
const fault = fc.oneof(
  node.map((target) => ({ type: 'isolate' as const, target })),
  node.map((target) => ({ ...crash, target })),
  node.map((target) => ({ type: 'pause' as const, target })),
  fc.tuple(node, node).map(([from, to]) => ({ type: 'cut' as const, from, to })),
  node.map((from) => ({ type: 'hold' as const, from, to: '*' })),
  fc.tuple(node, nth).map(([from, which]) => ({ type: 'hold' as const, from, to: '*', ...which })),
  fc.tuple(node, nth, fc.constantFrom(0.01, 1)).map(([from, which, corruptProbability]) => ({
    type: 'corruptLink' as const,
    from,
    to: '*',
    corruptProbability,
    ...which,
  })),
  node.map((to) => ({ type: 'lossyLink' as const, from: '*', to, lossProbability: 0.5 })),
  fc.tuple(node, node).map(([from, to]) => ({ type: 'slowLink' as const, from, to, addMs: 1.25 })),
  fc.constant({ type: 'partition' as const, groups: [['leader of x'], ['followers of x']] }),
);
const schedules = fc
  .array(fc.tuple(fault, start, period), { maxLength: 10 })
  .map((parts): FaultSchedule =>
    parts.map(([what, from, to], place): FaultEntry => ({ id: `f${place}`, ...what, ...from, ...to })),
  );

function play(schedule: FaultSchedule, tieSeed: number): TestWorld {
  const world = createTestWorld(schedule, { tieSeed });
  world.at(97_000, () => world.engine.healAll());
  world.run();
  return world;
}

/** All that can be seen of a run, a line each. */
function seen(world: TestWorld): readonly string[] {
  const all = world.engine.report();
  const ids = new Set(all.map(({ id }) => id.replace(/#.*/, '')));
  const reports = [...ids].map((id) => {
    const times = all.filter((one) => one.id === id || one.id.startsWith(`${id}#`));
    const began = times.filter(({ atMs }) => atMs !== null);
    const effects = times.reduce((sum, time) => sum + time.effects, 0);
    return [id, began[0]?.atMs ?? null, began.at(-1)?.untilMs ?? null, effects];
  });
  const fired = world.fired.map(({ atUs, kind, digest }) => [atUs, kind, digest]);
  return [world.log, reports, world.received, fired].flatMap((parts) =>
    parts.map((part) => JSON.stringify(part)),
  );
}

test('a resolved schedule is a valid schedule, gives the same run again, and resolves to itself', (t) => {
  const runs = fc.property(schedules, fc.nat(), (schedule, tieSeed) => {
    fc.pre(parseSchedule(schedule, { nodes: NODES }).ok);
    const first = play(schedule, tieSeed);
    const parsed = parseSchedule(JSON.parse(JSON.stringify(first.engine.resolved())), { nodes: NODES });
    if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
    const second = play(parsed.schedule, tieSeed);
    const again = seen(second);
    const different = seen(first).findIndex((line, place) => line !== again[place]);
    if (different >= 0)
      throw new Error(`${seen(first)[different] ?? ''} became ${again[different] ?? 'nothing'}`);
    if (scheduleHash(second.engine.resolved()) !== scheduleHash(parsed.schedule))
      throw new Error('resolves to another');
  });
  t.notThrows(() => fc.assert(runs, { seed: 8, numRuns: 40 }));
});
