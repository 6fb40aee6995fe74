/** What a fault took from a disk is nobody's fault; all else still is. */
import test from 'ava';
import { noAssertionFails, brokerStopsForACause } from './program.js';
import { committedIsDurableOnMajority } from './commits.js';
import { termNeverDecreases, voteOnceAndDurable } from './elections.js';
import { wipedVoterHasCaughtUp } from './wiped-voter.js';
import { syncedSurvivesRestart } from './node-logs.js';
import { oneLeaderAfterHeal } from './rest.js';
import { applied, durable, entry, hardState, restored, role, vote, wrote } from './testkit/facts.js';
import { assertion, end, fault, judge, view, type Step } from './testkit/judge.js';
import { AssertionError } from '../../broker-core/assert.js';

/** n2 votes in term 3 and stores an entry. */
const HAD: readonly Step[] = [
  hardState('n2', 1, { term: 3, votedFor: 'n1' }),
  wrote('n2', 1, entry(1, 3)),
  durable('n2', 1),
  vote('n2', 'n1', 3),
  role('n2', 'follower', 3),
];
const EMPTY = restored('n2');
const OWED = [syncedSurvivesRestart, termNeverDecreases];

test('what a wipe took is not owed', (t) => {
  for (const invariant of [...OWED, voteOnceAndDurable])
    t.deepEqual(judge(invariant, [...HAD, fault('wipe', 'n2'), EMPTY]), [], invariant.name);
});

test('without damage, with one that did nothing, or with one to another node, it is', (t) => {
  const innocent: readonly Step[] = [
    fault('wipe', 'n1'),
    fault('rotDisk', 'n3'),
    fault('lyingSync', 'n2', 0),
    fault('crash', 'n2'),
    fault('stallDisk', 'n2'),
  ];
  for (const invariant of OWED)
    t.true(judge(invariant, [...HAD, ...innocent, EMPTY]).length > 0, invariant.name);
});

test('a wipe excuses the life before it, and not what is stored after it', (t) => {
  const again: readonly Step[] = [...HAD, fault('wipe', 'n2'), EMPTY, ...HAD, EMPTY];
  for (const invariant of OWED) t.true(judge(invariant, again).length > 0, invariant.name);
});

test('what a lying, rotting or misdirecting disk has lost is not owed', (t) => {
  for (const type of ['lyingSync', 'rotDisk', 'misdirectDisk'] as const)
    for (const invariant of OWED)
      t.deepEqual(judge(invariant, [...HAD, fault(type, 'n2'), EMPTY]), [], `${type} ${invariant.name}`);
});

test('an entry may be committed with the help of a node that is wiped meanwhile, but not by that of none', (t) => {
  const committed = (helper: string): readonly Step[] => [
    wrote('n1', 1, entry(1, 1)),
    durable('n1', 1),
    wrote(helper, 1, entry(1, 1)),
    durable(helper, 1),
    fault('wipe', 'n2'),
    EMPTY,
    applied('n1', entry(1, 1)),
  ];
  t.deepEqual(judge(committedIsDurableOnMajority, committed('n2')), []);
  t.deepEqual(judge(committedIsDurableOnMajority, committed('n1')), [
    'n1 applies index 1 of term 1, durable on n1 of 3',
  ]);
});

const stops = (nodeId: string): Step => ({ type: 'fenced', nodeId, reason: 'BAD_CHECKSUM' });

test('a broker may stop itself over a disk that failed it', (t) => {
  for (const type of ['rotDisk', 'misdirectDisk', 'lyingSync', 'failDisk', 'fullDisk'] as const)
    t.deepEqual(judge(brokerStopsForACause, [fault(type, 'n2'), stops('n2')]), [], type);
});

test('planted: a broker stops itself with its disk in order, or merely empty', (t) => {
  const expected = ['n2 stops itself, and its disk is in order: BAD_CHECKSUM'];
  t.deepEqual(judge(brokerStopsForACause, [stops('n2')]), expected);
  t.deepEqual(judge(brokerStopsForACause, [fault('wipe', 'n2'), stops('n2')]), expected);
  t.deepEqual(judge(brokerStopsForACause, [fault('rotDisk', 'n1'), stops('n2')]), expected);
  t.deepEqual(judge(brokerStopsForACause, [fault('failDisk', 'n2', 0), stops('n2')]), expected);
});

test('a node that may have stopped is not waited for, and without a healthy majority nobody is', (t) => {
  const views = new Map([
    ['n1', view({ role: 'leader' })],
    ['n3', view()],
  ]);
  t.deepEqual(judge(oneLeaderAfterHeal, [fault('rotDisk', 'n2'), end({ views })]), []);
  t.deepEqual(judge(oneLeaderAfterHeal, [fault('wipe', 'n2'), end({ views })]), ['n2 is not up']);
  const both = [fault('wipe', 'n2'), fault('wipe', 'n1')];
  t.deepEqual(judge(oneLeaderAfterHeal, [...both, end()]), []);
});

test('planted: an assertion of the program fails', (t) => {
  const error = new AssertionError('log: no gap');
  error.stack =
    'AssertionError: log: no gap\n at assert (/dist/broker-core/assert.js:8:9)\n at f (/dist/broker-core/raft/log.js:9:9)';
  t.deepEqual(judge(noAssertionFails, [assertion(error)]), ['log: no gap (broker-core/raft/log.ts)']);
});

/** n1 and n2 commit index 1; n2 is wiped. */
const COMMITTED: readonly Step[] = [
  ...['n1', 'n2'].flatMap((nodeId) => [wrote(nodeId, 1, entry(1, 1)), durable(nodeId, 1)]),
  applied('n1', entry(1, 1)),
  fault('wipe', 'n2'),
  EMPTY,
];

test('a wiped node votes when it has again what was committed', (t) => {
  const caughtUp = [wrote('n2', 1, entry(1, 1)), durable('n2', 1), vote('n2', 'n3', 2), vote('n3', 'n1', 2)];
  t.deepEqual(judge(wipedVoterHasCaughtUp, [...COMMITTED, ...caughtUp]), []);
  t.deepEqual(judge(wipedVoterHasCaughtUp, [fault('wipe', 'n2'), vote('n2', 'n3', 2)]), []);
});

test('a node that had stored nothing when it was wiped is as new as before, and votes', (t) => {
  const committed = [wrote('n1', 1, entry(1, 1)), durable('n1', 1), applied('n1', entry(1, 1))];
  const wiped = [fault('wipe', 'n2'), EMPTY, vote('n2', 'n3', 2)];
  t.deepEqual(judge(wipedVoterHasCaughtUp, [...committed, ...wiped]), []);
  const underWay = [wrote('n2', 1, entry(1, 1))];
  t.deepEqual(judge(wipedVoterHasCaughtUp, [...committed, ...underWay, ...wiped]), []);
});

test('a node that is wiped again before it has caught up owes what it did', (t) => {
  const early = 'n2 was wiped and votes for n3 in term 2 without index 1, committed before';
  const again = [fault('wipe', 'n2'), EMPTY, vote('n2', 'n3', 2)];
  t.deepEqual(judge(wipedVoterHasCaughtUp, [...COMMITTED, ...again]), [early]);
});

test('planted: a wiped node votes or leads at once, or before its disk has it', (t) => {
  const early = 'n2 was wiped and votes for n3 in term 2 without index 1, committed before';
  t.deepEqual(judge(wipedVoterHasCaughtUp, [...COMMITTED, vote('n2', 'n3', 2)]), [early]);
  const undurable = [wrote('n2', 1, entry(1, 1)), vote('n2', 'n3', 2)];
  t.deepEqual(judge(wipedVoterHasCaughtUp, [...COMMITTED, ...undurable]), [early]);
  t.deepEqual(judge(wipedVoterHasCaughtUp, [...COMMITTED, role('n2', 'leader', 2)]), [
    'n2 was wiped and is leader of term 2 without index 1, committed before',
  ]);
});
