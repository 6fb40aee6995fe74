import test from 'ava';
import {
  commitMonotonic,
  committedIsDurableOnMajority,
  committedNeverChanges,
  stateMachineSafety,
} from './commits.js';
import { indexOrder, syncedSurvivesRestart } from './node-logs.js';
import { commitOwnTermOnly, leaderAppendOnly, leaderNeverInstallsSnapshot } from './leaders.js';
import { logMatching } from './log-matching.js';
import {
  applied,
  durable,
  entry,
  hardState,
  restored,
  role,
  snapshotInstalled,
  wrote,
} from './testkit/facts.js';
import { crash, end, judge, view } from './testkit/judge.js';

test('a follower may replace entries, a leader appends', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    wrote('n1', 2, entry(2, 2)),
    role('n1', 'leader', 3),
    wrote('n1', 3, entry(3, 3)),
    role('n1', 'follower', 4),
    wrote('n1', 4, entry(3, 4)),
  ];
  t.deepEqual(judge(leaderAppendOnly, steps), []);
});

test('planted: a leader overwrites its own log', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    role('n1', 'leader', 3),
    wrote('n1', 2, entry(2, 3)),
  ];
  t.deepEqual(judge(leaderAppendOnly, steps), ['n1 leads term 3 and writes index 2 in a log that ends at 2']);
});

test('planted: a leader installs a snapshot', (t) => {
  t.deepEqual(judge(leaderNeverInstallsSnapshot, [snapshotInstalled('n2', 1, 9, 2)]), []);
  t.deepEqual(judge(leaderNeverInstallsSnapshot, [snapshotInstalled('n2', 1, 9, 2, 'leader')]), [
    'n2 leads and installs a snapshot of index 9, term 2',
  ]);
});

test('logs may part in different terms, and are compared again behind a snapshot', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1), entry(3, 3)),
    wrote('n2', 1, entry(1, 1), entry(2, 2)),
    wrote('n2', 2, entry(2, 1), entry(3, 3)),
    snapshotInstalled('n3', 1, 2, 1),
    wrote('n3', 2, entry(3, 3)),
    crash('n2'),
    restored('n2', { entries: [entry(1, 1), entry(2, 1)] }),
    wrote('n2', 1, entry(3, 3)),
  ];
  t.deepEqual(judge(logMatching, steps), []);
});

test('planted: one leader gives two followers different data at one index', (t) => {
  const [message, ...rest] = judge(logMatching, [
    wrote('n1', 1, entry(1, 1, 'a')),
    wrote('n2', 1, entry(1, 1, 'b')),
  ]);
  t.regex(message ?? '', /^index 1 of term 1: n1 has data with hash -?\d+, n2 data with hash -?\d+$/);
  t.deepEqual(rest, []);
});

test('planted: an entry is accepted behind a log that differs', (t) => {
  const steps = [wrote('n1', 1, entry(1, 1), entry(2, 3)), wrote('n2', 1, entry(1, 2), entry(2, 3))];
  const [message] = judge(logMatching, steps);
  t.regex(
    message ?? '',
    /^index 2 of term 3: n1 has a log before it with hash -?\d+, n2 a log before it with hash -?\d+$/,
  );
});

test('planted: the log behind an installed snapshot is not the one that it was taken of', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1), entry(3, 3)),
    wrote('n2', 1, entry(1, 1), entry(2, 2)),
    snapshotInstalled('n3', 1, 2, 2),
    wrote('n3', 2, entry(3, 3)),
  ];
  t.regex(judge(logMatching, steps)[0] ?? '', /^index 3 of term 3: n1 .* n3 /);
});

test('all nodes apply the same, again after a restart too', (t) => {
  const steps = [
    applied('n1', entry(1, 1), 7),
    applied('n2', entry(1, 1), 7),
    crash('n1'),
    applied('n1', entry(1, 1), 7),
  ];
  t.deepEqual(judge(stateMachineSafety, steps), []);
});

test('planted: another entry is applied, or the same one with another result', (t) => {
  const first = applied('n1', entry(1, 1, 'a'), 7);
  const other = (fact: ReturnType<typeof applied>): readonly string[] =>
    judge(stateMachineSafety, [first, fact]);
  t.deepEqual(other(applied('n2', entry(1, 2, 'a'), 7)), [
    'index 1: n1 applied an entry of term 1, n2 applies an entry of term 2',
  ]);
  t.deepEqual(other(applied('n2', entry(1, 1, 'bb'), 7)), [
    'index 1: n1 applied other data, bytes: 1, n2 applies other data, bytes: 2',
  ]);
  t.deepEqual(other(applied('n2', entry(1, 1, 'a'), 8)), [
    'index 1: n1 applied it and has state hash 7, n2 applies it and has state hash 8',
  ]);
});

test('an entry is committed when two of three have it on disk, one of them perhaps down', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1)),
    wrote('n2', 1, entry(1, 1)),
    durable('n1', 1),
    durable('n2', 1),
    crash('n2'),
    applied('n1', entry(1, 1)),
  ];
  t.deepEqual(judge(committedIsDurableOnMajority, steps), []);
});

test('planted: a follower acknowledges before its disk has the entry', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1)),
    wrote('n2', 1, entry(1, 1)),
    durable('n1', 1),
    applied('n1', entry(1, 1)),
  ];
  t.deepEqual(judge(committedIsDurableOnMajority, steps), [
    'n1 applies index 1 of term 1, durable on n1 of 3',
  ]);
});

test('planted: what becomes durable is an older entry of that index', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 2)),
    durable('n1', 1),
    wrote('n2', 1, entry(1, 1)),
    wrote('n2', 2, entry(1, 2)),
    durable('n2', 1),
    applied('n1', entry(1, 2)),
  ];
  t.deepEqual(judge(committedIsDurableOnMajority, steps), [
    'n1 applies index 1 of term 2, durable on n1 of 3',
  ]);
});

test('planted: a crash takes what a majority had had', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1)),
    durable('n1', 1),
    wrote('n2', 1, entry(1, 1)),
    durable('n2', 1),
    crash('n2'),
    restored('n2'),
    applied('n1', entry(1, 1)),
  ];
  t.deepEqual(judge(committedIsDurableOnMajority, steps), [
    'n1 applies index 1 of term 1, durable on n1 of 3',
  ]);
});

test('a node may replace what it has not applied, whatever others have', (t) => {
  const steps = [applied('n1', entry(1, 2)), wrote('n2', 1, entry(1, 1)), wrote('n2', 2, entry(1, 2))];
  t.deepEqual(judge(committedNeverChanges, steps), []);
});

test('planted: a node replaces what it has applied, in its log or by a restart', (t) => {
  const replaced = [applied('n1', entry(1, 1)), wrote('n1', 2, entry(1, 2))];
  t.deepEqual(judge(committedNeverChanges, replaced), [
    'n1 writes an entry of term 2 at index 1, where it had applied term 1',
  ]);
  const found = [applied('n1', entry(1, 1)), crash('n1'), restored('n1', { entries: [entry(1, 2)] })];
  t.deepEqual(judge(committedNeverChanges, found), [
    'n1 finds an entry of term 2 at index 1, where it had applied term 1',
  ]);
});

test('a commit index may start lower after a restart', (t) => {
  const steps = [
    hardState('n1', 1, { commitIndex: 5 }),
    crash('n1'),
    restored('n1', { hardState: { commitIndex: 3 } }),
    wrote('n1', 1, entry(4, 2)),
  ];
  t.deepEqual(judge(commitMonotonic, steps), []);
});

test('planted: the commit index goes back, or the log is cut below it', (t) => {
  const back = [hardState('n1', 1, { commitIndex: 5 }), hardState('n1', 2, { commitIndex: 4 })];
  t.deepEqual(judge(commitMonotonic, back), ['n1 takes its commit index from 5 back to 4']);
  const cut = [hardState('n1', 1, { commitIndex: 5 }), wrote('n1', 2, entry(5, 2))];
  t.deepEqual(judge(commitMonotonic, cut), ['n1 writes index 5 again, with everything up to 5 committed']);
  const covered = [hardState('n1', 1, { commitIndex: 5 }), snapshotInstalled('n1', 2, 4, 1)];
  t.deepEqual(judge(commitMonotonic, covered), [
    'n1 installs a snapshot of index 4, below its commit index 5',
  ]);
});

test('a leader commits older entries with one of its own', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    hardState('n1', 2, { term: 3, commitIndex: 1 }),
    role('n1', 'leader', 3),
    wrote('n1', 3, entry(3, 3)),
    hardState('n1', 4, { term: 3, commitIndex: 3 }),
  ];
  t.deepEqual(judge(commitOwnTermOnly, steps), []);
});

test('planted: a leader commits an older entry by counting (figure 8)', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 2)),
    role('n1', 'leader', 4),
    wrote('n1', 2, entry(3, 4)),
    hardState('n1', 3, { term: 4, commitIndex: 2 }),
  ];
  t.deepEqual(judge(commitOwnTermOnly, steps), ['n1 leads term 4 and commits index 2 of term 2']);
});

test('indexes in their order pass, also behind a snapshot and a restart', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    hardState('n1', 1, { commitIndex: 1 }),
    applied('n1', entry(1, 1)),
    snapshotInstalled('n2', 1, 8, 1),
    wrote('n2', 2, entry(9, 1)),
    applied('n2', entry(9, 1)),
    crash('n1'),
    restored('n1', { entries: [entry(1, 1), entry(2, 1)], hardState: { commitIndex: 1 } }),
    applied('n1', entry(1, 1)),
    end({ views: new Map([['n1', view({ appliedIndex: 1, commitIndex: 1, lastIndex: 2 })]]) }),
  ];
  t.deepEqual(judge(indexOrder, steps), []);
});

test('planted: an entry is skipped, committed or applied beyond the log', (t) => {
  const beyond = [wrote('n1', 1, entry(1, 1)), hardState('n1', 1, { commitIndex: 2 })];
  t.deepEqual(judge(indexOrder, beyond), ['n1 has commit index 2 in a log that ends at 1']);
  const skipped = [wrote('n1', 1, entry(1, 1), entry(2, 1)), applied('n1', entry(2, 1))];
  t.deepEqual(judge(indexOrder, skipped), ['n1 applies index 2 after 0']);
  t.deepEqual(judge(indexOrder, [applied('n1', entry(1, 1))]), [
    'n1 has applied index 1 in a log that ends at 0',
  ]);
  t.deepEqual(judge(indexOrder, [restored('n1', { hardState: { commitIndex: 3 } })]), [
    'n1 has commit index 3 in a log that ends at 0',
  ]);
});

test('planted: a view whose applied index is ahead of its commit index', (t) => {
  const views = new Map([['n2', view({ snapshotIndex: 1, appliedIndex: 5, commitIndex: 4, lastIndex: 6 })]]);
  t.deepEqual(judge(indexOrder, [end({ views })]), [
    'n2 has snapshot, applied, commit and last index 1, 5, 4, 6: not in this order',
  ]);
});

test('a crash may take what was not durable, or leave it', (t) => {
  const before = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    hardState('n1', 1, { term: 1, votedFor: 'n2' }),
    durable('n1', 1),
    wrote('n1', 2, entry(2, 2), entry(3, 2)),
    hardState('n1', 2, { term: 2, votedFor: 'n3' }),
    crash('n1'),
  ];
  const hadAll = restored('n1', {
    entries: [entry(1, 1), entry(2, 2), entry(3, 2)],
    hardState: { term: 2, votedFor: 'n3' },
  });
  const lostAll = restored('n1', {
    entries: [entry(1, 1), entry(2, 1)],
    hardState: { term: 1, votedFor: 'n2' },
  });
  t.deepEqual(judge(syncedSurvivesRestart, [...before, hadAll]), []);
  t.deepEqual(judge(syncedSurvivesRestart, [...before, lostAll]), []);
});

test('planted: a durable entry or vote is gone after a crash', (t) => {
  const before = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    hardState('n1', 1, { term: 1, votedFor: 'n2' }),
    durable('n1', 1),
    crash('n1'),
  ];
  const found = { term: 1, votedFor: 'n2' };
  t.deepEqual(
    judge(syncedSurvivesRestart, [...before, restored('n1', { entries: [entry(1, 1)], hardState: found })]),
    ['n1 had index 2 of term 1 on disk and finds nothing'],
  );
  const entries = [entry(1, 1), entry(2, 1)];
  t.deepEqual(
    judge(syncedSurvivesRestart, [...before, restored('n1', { entries, hardState: { term: 1 } })]),
    ['n1 had term 1 with a vote for n2 on disk and finds term 1 with a vote for nobody'],
  );
});
