import test from 'ava';
import { describeFault, targetOf, undoVerb } from './verbs.js';
import { scheduleHash } from './schedule-hash.js';
import { EVERY_FAULT } from './testkit/every-fault.js';

test('a fault is told in a person’s words, with the verb that ends it', (t) =>
  t.deepEqual(EVERY_FAULT.map(describeFault), [
    'partition n1,leader of x|n3 at 1 ms, heal at 2.5 ms',
    'isolate leader of x from all others as n1 marks m, for good',
    'cut n1->n2,n3, one way at 1 ms, heal 3 ms after any node marks m',
    'ring n1,n2,n3,n4: each reaches only its neighbours at 0 ms, for good',
    'slow n1->* rpc by 2 times and 0.5 ms at 1 ms, for good',
    'lose 25 % of n1->* rpc at 1 ms, for good',
    'duplicate 100 % of n1->* rpc at 1 ms, for good',
    'reorder 100 % of n1->* rpc at 1 ms, for good',
    'hold n1->* rpc at 1 ms, for good',
    'crash n1, losing all but some sectors of what was not synced at 1 ms, restart at 2 ms',
    'crash n1 and wipe its disk at 1 ms, restart at 2 ms',
    'pause n1 at 1 ms, resume at 2 ms',
    'stall syncs of n1 at 1 ms, for good',
    'slow the disk of n1 10 times at 1 ms, for good',
    'fail 10 % of write, sync on the disk of n1 at 1 ms, for good',
    'leave 0 bytes on the disk of n1 at 1 ms, for good',
    'let syncs of n1 lie at 1 ms, for good',
    'slow the cpu of n1 4 times at 1 ms, for good',
    'set the clock of n1 off by -250 ms at 1 ms, for good',
    'let the clock of n1 drift by 200 ppm at 1 ms, for good',
    'flip 3 bits of /wal/1 on n1 at 1 ms',
    'misdirect 50 % of the writes of n1 at 1 ms, for good',
    'command transferLeadership on leader of x at 1 ms',
    'corrupt 100 % of n1->* rpc produce #3 at 1 ms, for good',
    'reset the connections n1->n2 rpc at 1 ms',
  ]));

test('so is how long it lasts, how often it comes, and which time of a mark is meant', (t) => {
  const pause = { type: 'pause', target: 'n1', id: 'a' } as const;
  const at = { mark: 'm', node: '*', plusMs: 0, nth: 3 };
  t.deepEqual(
    [
      describeFault({ ...pause, at, forMs: 5 }),
      describeFault({
        ...pause,
        at: { message: 'vote', from: 'n1', to: '*', channel: 'raft', nth: 2, plusMs: 1 },
        forMs: 5,
      }),
      describeFault({ ...pause, atMs: 1, forMs: 5, everyMs: 20 }),
      describeFault({ ...pause, atMs: 1, forMs: 5, everyMs: 20, until: { ...at, plusMs: 2 } }),
      describeFault({ type: 'command', name: 'x', target: 'n1', id: 'b', atMs: 1, everyMs: 20, untilMs: 90 }),
    ],
    [
      'pause n1 as any node marks m, time 3, for 5 ms, then resume',
      'pause n1 1 ms after n1->* raft vote #2 is sent, for 5 ms, then resume',
      'pause n1 at 1 ms, for 5 ms every 20 ms',
      'pause n1 at 1 ms, for 5 ms every 20 ms, until 2 ms after any node marks m, time 3',
      'command x on n1 at 1 ms every 20 ms, until at 90 ms',
    ],
  );
});

test('verbs come in pairs', (t) => {
  t.deepEqual((['partition', 'crash', 'hold', 'pause', 'stallDisk', 'rotDisk'] as const).map(undoVerb), [
    'heal',
    'restart',
    'release',
    'resume',
    'unstallDisk',
    null,
  ]);
  t.is(EVERY_FAULT.map(targetOf)[2], 'n1->n2,n3');
});

test('the hash of a schedule depends on all its content, and not on the order of fields', (t) => {
  const entry = { id: 'a', type: 'pause', target: 'n1', atMs: 1, untilMs: 2 } as const;
  const shuffled = { untilMs: 2, atMs: 1, target: 'n1', type: 'pause', id: 'a' } as const;
  t.is(scheduleHash([entry]), scheduleHash([shuffled]));
  t.regex(scheduleHash([entry]), /^[0-9a-f]{16}$/);
  const others = [
    [],
    [entry, { ...entry, id: 'b' }],
    [{ ...entry, id: 'b' }, entry],
    [{ ...entry, untilMs: 3 }],
    [{ ...entry, target: ['n1'] }],
  ];
  t.is(new Set([...others, [entry]].map(scheduleHash)).size, 6);
});
