import test from 'ava';
import { layer } from '../../index.js';

const run = (fault: object) =>
  layer.runScenario('steady-produce', {
    seed: 1,
    causes: 'none',
    variant: 'reference',
    set: { 'client.messages': 20, 'topic.partitions': 2 },
    faults: [{ id: 'a', type: 'pause', untilMs: 9000, ...fault }],
  });

test('a partition that a topic does not have is refused before anything runs', async (t) => {
  for (const target of ['leader of steady/2', 'followers of steady/7']) {
    await t.throwsAsync(run({ target, atMs: 8001 }), {
      name: 'UsageError',
      message: `entry "a": "${target}" is nobody ever: the partitions of steady are 0 to 1`,
    });
  }
  const at = { mark: 'leader:steady:2', node: '*', plusMs: 0 };
  await t.throwsAsync(run({ target: 'n1', at }), { message: /"leader:steady:2" is nobody ever/ });
  t.like((await run({ target: 'leader of steady/1', atMs: 8001 })).faults[0], { effects: 1 });
});

test('a topic that never was makes a fault impossible, and those that were are named', async (t) => {
  const at = { mark: 'topic:nosuch', node: '*', plusMs: 0 };
  for (const [fault, words] of [
    [{ target: 'leader of nosuch/0', atMs: 8001 }, 'leader of nosuch/0'],
    [{ target: 'n1', at }, 'topic:nosuch'],
  ] as const) {
    const missed = `no topic nosuch, of "${words}", was ever there; there were steady`;
    t.like((await run(fault)).faults[0], { atMs: null, impossible: true, missed });
  }
  // It was there, and was late: a fault without effect, but none that could never have one.
  const late = (await run({ target: 'leader of steady/0', atMs: 99_999, untilMs: 100_000 })).faults[0];
  t.is(late?.impossible, undefined);
});

test('a consumer group that nobody asks for coordinates nothing, and those that were are named', async (t) => {
  const consume = (fault: object) =>
    layer.runScenario('group-consume', {
      seed: 1,
      causes: 'none',
      variant: 'reference',
      set: { 'client.messages': 20 },
      faults: [{ id: 'a', type: 'pause', untilMs: 12_000, ...fault }],
    });
  const at = { mark: 'joined:nosuch', node: '*', plusMs: 0 };
  for (const [fault, words] of [
    [{ target: 'coordinator of nosuch', atMs: 9000 }, 'coordinator of nosuch'],
    [{ target: 'n1', at }, 'joined:nosuch'],
  ] as const) {
    const [report] = (await consume(fault)).faults;
    t.like(report, { atMs: null, effects: 0, impossible: true });
    t.regex(report?.missed ?? '', new RegExp(`^no group nosuch, of "${words}", was ever there; there were `));
  }
  const [known] = (await consume({ target: 'coordinator of readers', atMs: 9000 })).faults;
  t.is(known?.impossible, undefined);
  t.is(known?.effects, 1);
});
