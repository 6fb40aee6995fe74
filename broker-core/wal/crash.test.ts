import test from 'ava';
import fc from 'fast-check';
import { judgeCrashInRecovery, judgeEveryCrash, judgeIdempotence, judgeRecovery } from './testkit/judge.js';
import { commands, live, open, SMALL, type Incarnation } from './testkit/script.js';
import { World } from './testkit/world.js';

/** A script and each of its disk operations make some hundred crashes, so few scripts are many cases. */
const few = { numRuns: 25 };

test('after a crash before any disk operation, recovery finds a prefix that has all that was acknowledged', (t) =>
  fc.assert(
    fc.property(commands, (script) => t.is(judgeEveryCrash(script, judgeRecovery), null)),
    few,
  ));

test('two committers and a flush that fall in anywhere change nothing about that', (t) => {
  const options = { ...SMALL, secondCommitterUs: 70, flushEveryUs: 110 };
  fc.assert(
    fc.property(commands, (script) => t.is(judgeEveryCrash(script, judgeRecovery, { options }), null)),
    few,
  );
});

for (const [what, judge] of [
  ['recovery finds a prefix that has all that was acknowledged', judgeRecovery],
  ['recovering twice gives the same', judgeIdempotence],
  ['a crash before any disk operation of a recovery loses nothing', judgeCrashInRecovery],
] as const) {
  test(`the same where the first commit makes the file durable: ${what}`, (t) => {
    const options = { ...SMALL, createdBy: 'firstCommit' } as const;
    fc.assert(
      fc.property(commands, (script) => t.is(judgeEveryCrash(script, judge, { options }), null)),
      few,
    );
  });
}

test('recovering twice gives the same, and leaves nothing to mend', (t) =>
  fc.assert(
    fc.property(commands, (script) => t.is(judgeEveryCrash(script, judgeIdempotence), null)),
    few,
  ));

test('a crash before any disk operation of a recovery loses nothing either', (t) =>
  fc.assert(
    fc.property(commands, (script) => t.is(judgeEveryCrash(script, judgeCrashInRecovery), null)),
    few,
  ));

test('without a crash everything that was appended is there, and acknowledged by the close', (t) =>
  fc.assert(
    fc.property(commands, (script) => {
      const { disk, history } = live(script);
      history.ackedLsn = history.written.length;
      disk.crash('none', () => 0);
      t.is(judgeRecovery({ disk, history, operationCount: 0 }, 0), null);
    }),
  ));

test('the crashes above tear tails, interrupt rolls, and hit logs of several segments and without their first', (t) => {
  const seen = { tornTails: 0, finishedRolls: 0, manySegments: 0, headsDropped: 0 };
  const look = ({ disk }: Incarnation): null => {
    const { result } = open(new World(disk));
    if (result?.ok !== true) return null;
    const { recovered, wal } = result;
    if (recovered.tornBytes > 0) seen.tornTails++;
    if (recovered.finishedRoll) seen.finishedRolls++;
    if (recovered.segmentCount > 2) seen.manySegments++;
    if (wal.firstLsn > 1) seen.headsDropped++;
    return null;
  };
  for (const script of fc.sample(commands, { numRuns: 10, seed: 7 })) judgeEveryCrash(script, look);
  t.log(seen);
  for (const [what, count] of Object.entries(seen)) t.true(count >= 10, what);
});
