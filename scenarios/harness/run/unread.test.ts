/** Knobs that were set and that nothing read. */
import test from 'ava';
import { layer } from '../../index.js';
import { KNOBS, listKnobs, type GivenSettings } from '../settings/table.js';

const unreadOf = async (
  scenario: string,
  set: Readonly<Record<string, unknown>>,
  variant?: string,
): Promise<readonly string[]> =>
  (await layer.runScenario(scenario, { seed: 1, set, ...(variant === undefined ? {} : { variant }) })).unread;

test('a knob of another load, or of another variant, is said to be unread', async (t) => {
  const set = {
    'consumerGroup.heartbeatMs': 50,
    'group.electionMs': 2e3,
    'createWait.pollMs': 7,
    'client.count': 2,
    'client.messages': 4,
  };
  const ofOthers = ['consumerGroup.heartbeatMs', 'group.electionMs'];
  t.deepEqual(await unreadOf('create-topic-storm', set, 'poll-50ms'), ofOthers);
  t.deepEqual(await unreadOf('create-topic-storm', set, 'reference'), ['createWait.pollMs', ...ofOthers]);
  t.deepEqual(await unreadOf('partition-leadership', { 'group.electionMs': 2000 }), []);
});

test('a knob that the variant puts another in the place of is unread, and one that is set to what it was is not', async (t) => {
  t.deepEqual(await unreadOf('topic-creation', { 'raft.tickMs': 50 }, 'poll-50ms'), ['raft.tickMs']);
  t.deepEqual(await unreadOf('topic-creation', { 'raft.tickMs': 50 }, 'reference'), []);
  t.deepEqual(
    await unreadOf('topic-creation', { 'assign.timeoutMs': KNOBS['assign.timeoutMs'].default }),
    [],
  );
});

test('faults that were given take the place of those that the scenario makes, and of its knobs for them', async (t) => {
  const set = { 'stall.ms': 50, 'stall.role': 'follower' };
  t.deepEqual(await unreadOf('ready-loop-stall', set), []);
  const given = await layer.runScenario('ready-loop-stall', { seed: 1, set, faults: [] });
  t.deepEqual(given.unread, ['stall.role']);
});

/** Every knob that is a number and may be one more than it is, so far as they go together. */
function allOneMore(scenario: string): Readonly<Record<string, number>> {
  const values: GivenSettings = layer.planScenario(scenario, { seed: 1, variant: 'poll-50ms' }).settings;
  const set: Record<string, number> = {};
  for (const { name, type, max = 0 } of listKnobs()) {
    const value = values[name];
    if (type !== 'int' || typeof value !== 'number' || value >= max || name === 'cluster.nodes') continue;
    set[name] = value + 1;
  }
  return set;
}

for (const scenario of ['leader-loss', 'topic-creation-cascade', 'group-deleted', 'partition-leadership']) {
  test(`${scenario}: without the knobs that nothing read the run is the same, event by event`, async (t) => {
    const set = allOneMore(scenario);
    const all = await layer.runScenario(scenario, { seed: 1, set, variant: 'poll-50ms' });
    const read = Object.fromEntries(Object.entries(set).filter(([name]) => !all.unread.includes(name)));
    t.true(all.unread.length > 20 && all.unread.every((name) => Object.hasOwn(KNOBS, name)));
    const again = await layer.runScenario(scenario, { seed: 1, set: read, variant: 'poll-50ms' });
    t.is(again.hash, all.hash);
    t.deepEqual(again.unread, []);
  });
}
