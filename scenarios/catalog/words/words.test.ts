import test from 'ava';
import { brokerNames } from '../../harness/cluster/from-settings.js';
import { resolveSettings } from '../../harness/settings/resolve.js';
import { asked, FOLLOWER, LEADER, LED, others } from './cluster.js';
import { drawnCrash, drawnSpan } from './draws.js';
import { family } from './family.js';
import { cutOff, quorumAway } from './faults.js';

const { settings } = resolveSettings({ set: { 'cluster.nodes': 5, 'run.startMs': 1000 } });

test('what a scenario says of itself wins over its family, and its settings add to theirs', (t) => {
  const load = (): void => undefined;
  const member = family({
    ...LED,
    variant: 'notify',
    settings: { 'client.count': 2, 'run.settleMs': 5 },
    load,
  });
  const told = { name: 'a', doc: 'A.', source: 'none' };
  t.like(member(told), { variant: 'notify', leaderAtStart: LEADER, nodesMin: 3 });
  t.like(member({ ...told, variant: 'reference', nodesMin: 1, settings: { 'client.count': 4 } }), {
    variant: 'reference',
    nodesMin: 1,
    settings: {
      'client.count': 4,
      'run.settleMs': 5,
    },
  });
});

test('whoever is asked or cut off, everybody is on one side', (t) => {
  t.deepEqual([asked('leader'), asked('follower')], [LEADER, FOLLOWER]);
  for (const nodeId of brokerNames(settings)) {
    const cut = cutOff('cut', settings, { atMs: 1 }, nodeId);
    t.deepEqual(cut, { id: 'cut', type: 'partition', groups: [[nodeId], others(settings, nodeId)], atMs: 1 });
    t.deepEqual([nodeId, ...others(settings, nodeId)].sort(), [...brokerNames(settings)]);
  }
});

test('a quorum is away from the beginning of the load on, for as long as is said', (t) => {
  const followers = ['n2', 'n3', 'n4', 'n5'];
  t.like(quorumAway(settings, 250), { target: followers, atMs: 1000, untilMs: 1250 });
});

test('what is drawn for a fault is drawn by its name, and lies in its window', (t) => {
  const window = { fromMs: 100, withinMs: 10, leastMs: 5, spreadMs: 50 };
  const drawn = (value: number) =>
    drawnCrash(
      () => value,
      'n1',
      drawnSpan(settings, () => value, 'f', window),
    );
  t.like(drawn(0), { id: 'f', atMs: 1100, untilMs: 1105, loses: 'all' });
  t.like(drawn(0.9999), { atMs: 1109, untilMs: 1109 + 5 + 49, loses: 'sectors' });
  const names: string[] = [];
  const draw = (name: string): number => names.push(name) * 0;
  drawnCrash(draw, 'n1', drawnSpan(settings, draw, 'f', window));
  t.deepEqual(names, ['f at', 'f for', 'f loses']);
});
