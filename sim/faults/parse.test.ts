import test from 'ava';
import { parseSchedule } from './parse.js';
import { FAULT_TYPES, fieldsOf, isFaultType } from './verbs.js';
import { EVERY_FAULT } from './testkit/every-fault.js';

const CONTEXT = { nodes: ['n1', 'n2', 'n3', 'n4'] };

function errorsOf(...entries: readonly unknown[]): readonly string[] {
  const parsed = parseSchedule(entries, CONTEXT);
  return parsed.ok ? [] : parsed.errors;
}

test('every type of fault parses, from JSON and back', (t) => {
  const parsed = parseSchedule(JSON.parse(JSON.stringify(EVERY_FAULT)), CONTEXT);
  t.deepEqual(parsed, { ok: true, schedule: EVERY_FAULT });
  t.deepEqual([...new Set(EVERY_FAULT.map(({ type }) => type))].sort(), [...FAULT_TYPES].sort());
});

test('each mistake gets one line that names the entry, what is wrong and what would be right', (t) => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [7, /^entry 1: an entry is an object, not 7$/],
    [{ id: 'a', atMs: 1 }, /^entry "a": type is missing; it is one of partition, isolate/],
    [{ id: 'a', type: 'isolat', target: 'n1', atMs: 1 }, /unknown type "isolat"; did you mean isolate\?/],
    [{ id: 'a', type: 'toString', atMs: 1 }, /unknown type "toString"/],
    [{ type: 'pause', target: 'n1', atMs: 1 }, /^entry 1: id is undefined; it is a text of its own/],
    [
      { id: 'a', type: 'pause', target: 'n9', atMs: 1 },
      /target is "n9"; it is a node: n1, n2, n3, n4; or a role, such as/,
    ],
    [{ id: 'a', type: 'pause', target: [], atMs: 1 }, /target is \[\]; it is a list of at least 1/],
    [{ id: 'a', type: 'pause', target: ['n1', 'n1'], atMs: 1 }, /names nothing twice/],
    [{ id: 'a', type: 'pause', atMs: 1 }, /target is missing; it is a node/],
    [{ id: 'a', type: 'pause', target: 'n1' }, /atMs is missing; when does it begin\?/],
    [{ id: 'a', type: 'pause', target: 'n1', atMs: -1 }, /atMs is -1; it is a number of milliseconds from 0/],
    [{ id: 'a', type: 'pause', target: 'n1', atMs: '1s' }, /atMs is "1s"; it is a number of milliseconds$/],
    [{ id: 'a', type: 'pause', target: 'n1', atMs: 0.0001 }, /at most three decimals/],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: Infinity },
      /atMs is null; it is a number of milliseconds$/,
    ],
    [{ id: 'a', type: 'pause', target: 'n1', atMs: 5, untilMs: 5 }, /untilMs is 5, not after atMs 5/],
    [{ id: 'a', type: 'pause', target: 'n1', at: 5 }, /at is 5; write atMs: 5/],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, until: { mark: 'm', node: 'n9', plusMs: 0 } },
      /until\.node is "n9"; it is \*, or a node/,
    ],
    [
      {
        id: 'a',
        type: 'pause',
        target: 'n1',
        atMs: 1,
        until: { mark: 'm', node: '*', plusMs: 0, plusUs: 1 },
      },
      /unknown field until\.plusUs; a mark has mark, node, plusMs, nth/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', at: { message: 'm', from: 'n1', to: 'n9', plusMs: 0 } },
      /at\.to is "n9"; it is \*, or a node/,
    ],
    [
      {
        id: 'a',
        type: 'pause',
        target: 'n1',
        at: { message: 'm', from: 'n1', to: '*', plusMs: 0, node: 'n1' },
      },
      /unknown field at\.node; a message has message, from, to, channel, plusMs, nth/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', at: { mark: 'm', node: '*', plusMs: 0, nth: 0 } },
      /at\.nth is 0; it is an integer from 1 to 1000000/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, at: { mark: 'm', node: '*', plusMs: 0 } },
      /atMs and at are both given/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, endMs: 5 },
      /unknown field endMs; pause has target, atMs, at, untilMs, until, forMs, everyMs/,
    ],
    [
      { id: 'a', type: 'rotDisk', target: 'n1', path: '/a', bitCount: 1, atMs: 1, untilMs: 2 },
      /untilMs makes no sense: rotDisk happens at once/,
    ],
    [
      { id: 'a', type: 'rotDisk', target: 'n1', path: '/a', bitCount: 1, atMs: 1, everyMs: 2, forMs: 1 },
      /forMs makes no sense: rotDisk happens at once/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, everyMs: 5 },
      /everyMs needs forMs: how long pause lasts/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, everyMs: 5, forMs: 5 },
      /forMs is 5, not below everyMs 5; it ends before it comes again/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, forMs: 5, untilMs: 7 },
      /forMs and untilMs are both given; without everyMs/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, forMs: 0 },
      /forMs is 0; it is a number of milliseconds from 0\.001/,
    ],
    [
      { id: 'a', type: 'pause', target: 'n1', atMs: 1, forMs: 0.1, everyMs: 0.5 },
      /everyMs is 0\.5; it is a number of milliseconds from 1/,
    ],
    [{ id: 'a', type: 'pause', target: 'n1', atMs: 1, for: 5 }, /unknown field for; did you mean forMs\?/],
    [
      { id: 'a', type: 'slowDisk', target: 'n1', factor: 0.5, atMs: 1 },
      /factor is 0\.5; it is a number from 1 to/,
    ],
    [
      { id: 'a', type: 'slowLink', from: 'n1', to: 'n2', atMs: 1 },
      /slowLink needs addMs above 0 or factor above 1, or it slows nothing/,
    ],
    [{ id: 'a', type: 'hold', from: 'n1', to: 'n1', atMs: 1 }, /from and to are both "n1"/],
    [
      { id: 'a', type: 'hold', from: 'n1', to: '*', nth: 1.5, atMs: 1 },
      /nth is 1\.5; it is an integer from 1 to 1000000/,
    ],
    [{ id: 'a', type: 'hold', from: 'n1', to: '*', message: '', atMs: 1 }, /message is ""; it is a text/],
    [
      { id: 'a', type: 'cut', from: 'n1', to: '*', message: 'produce', atMs: 1 },
      /unknown field message; cut has from, to, channel, atMs/,
    ],
    [
      {
        id: 'a',
        type: 'corruptLink',
        from: 'n1',
        to: '*',
        corruptPercent: 50,
        corruptProbability: 1,
        atMs: 1,
      },
      /unknown field corruptPercent; did you mean corruptProbability\?/,
    ],
    [
      { id: 'a', type: 'lossyLink', from: '*', to: '*', lossProbability: 25, atMs: 1 },
      /is 25; it is a probability above 0, up to 1: 0\.25 for 25 %/,
    ],
    [
      { id: 'a', type: 'lossyLink', from: '*', to: '*', lossProbability: 0, atMs: 1 },
      /is 0; it is a probability above 0/,
    ],
    [
      { id: 'a', type: 'crash', target: 'n1', loses: 'some', atMs: 1 },
      /loses is "some"; it is one of none, prefix, sectors, all/,
    ],
    [
      { id: 'a', type: 'failDisk', target: 'n1', operations: ['fsync'], probability: 1, atMs: 1 },
      /a list where "fsync" is one of read, write, sync$/,
    ],
    [
      { id: 'a', type: 'partition', groups: [['n1', 'n2']], atMs: 1 },
      /groups is .* it is a list of at least 2/,
    ],
    [{ id: 'a', type: 'partition', groups: [['n1'], ['n1']], atMs: 1 }, /groups that have no node in common/],
    [{ id: 'a', type: 'ring', nodes: ['n1', 'n2', 'n3'], atMs: 1 }, /a list of at least 4/],
    [
      { id: 'a', type: 'slowLink', from: 'n1', to: '*', addMs: 0, factor: 1, atMs: 1 },
      /or it slows nothing$/,
    ],
    [
      { id: 'a', type: 'slowDisk', target: 'n1', factor: 1, atMs: 1 },
      /factor is 1; it is other than 1, by which/,
    ],
    [
      { id: 'a', type: 'slowCpu', target: 'n1', factor: 1, atMs: 1 },
      /factor is 1; it is other than 1, by which/,
    ],
    [
      { id: 'a', type: 'clockOffset', target: 'n1', offsetMs: 0, atMs: 1 },
      /offsetMs is 0; it is other than 0/,
    ],
    [{ id: 'a', type: 'clockDrift', target: 'n1', ppm: 0, atMs: 1 }, /ppm is 0; it is other than 0/],
    [{ id: 'a', type: 'cut', from: ['n1'], to: 'n1', atMs: 1 }, /a node reaches itself without the network/],
    [
      { id: 'a', type: 'command', name: 'x', target: 'n1', args: { a: [] }, atMs: 1 },
      /args is .* it is an object of texts/,
    ],
  ];
  for (const [entry, message] of cases) {
    const errors = errorsOf(entry);
    t.is(errors.length, 1, JSON.stringify([entry, errors]));
    t.regex(errors[0] ?? '', message);
  }
});

test('a disk is of a node that keeps something on it; a role is its holder then', (t) => {
  const disks = ['n1', 'n2', 'n3'];
  const errors = (type: string, target: unknown) => {
    const fields = { stallDisk: {}, slowDisk: { factor: 2 }, lyingSync: {}, pause: {} };
    const entry = { ...fields[type as keyof typeof fields], id: 'a', type, target, atMs: 1 };
    const parsed = parseSchedule([entry], { ...CONTEXT, disks });
    return parsed.ok ? [] : parsed.errors;
  };
  for (const type of ['stallDisk', 'slowDisk', 'lyingSync']) {
    const right = 'it is a node that keeps something on its disk: n1, n2, n3';
    t.deepEqual(errors(type, 'n4'), [`entry "a": target is "n4"; ${right}`]);
    t.deepEqual(errors(type, ['n1', 'n4']), [`entry "a": target is ["n1","n4"]; ${right}`]);
    for (const target of ['n3', ['n1', 'n2'], 'leader of __meta']) t.deepEqual(errors(type, target), []);
  }
  t.deepEqual(errors('pause', 'n4'), []);
});

test('a field in the wrong unit is named, with the right one', (t) => {
  t.deepEqual(errorsOf({ id: 'a', type: 'pause', target: 'n1', atUs: 4000 }), [
    'entry "a": unknown field atUs; did you mean atMs? Times are in milliseconds.',
    'entry "a": atMs is missing; when does it begin?',
  ]);
  t.regex(
    errorsOf({ id: 'a', type: 'slowLink', from: '*', to: '*', addUs: 9, factor: 2, atMs: 1 })[0] ?? '',
    /did you mean addMs\?/,
  );
  t.regex(
    errorsOf({
      id: 'a',
      type: 'lossyLink',
      from: '*',
      to: '*',
      lossPercent: 5,
      lossProbability: 0.1,
      atMs: 1,
    })[0] ?? '',
    /did you mean lossProbability\?/,
  );
});

test('a second entry of the same id, a role nobody knows, and what is no list are refused', (t) => {
  const entry = { id: 'a', type: 'pause', target: 'n1', atMs: 1 };
  t.deepEqual(errorsOf(entry, entry), [
    'entry "a": id "a" is taken by an entry before; each entry has its own',
  ]);
  const roles = { knows: (role: string) => role === 'leader of x', forms: ['leader of TOPIC'] };
  const knowing = { ...CONTEXT, roles };
  t.true(parseSchedule([{ ...entry, target: 'leader of x' }], knowing).ok);
  t.deepEqual(parseSchedule([{ ...entry, target: 'boss of x' }], knowing), {
    ok: false,
    errors: ['entry "a": target is "boss of x"; it is one of leader of TOPIC'],
  });
  t.deepEqual(parseSchedule({ entries: [] }, CONTEXT), {
    ok: false,
    errors: ['a schedule is a list of entries, not {"entries":[]}'],
  });
  t.false(parseSchedule(new Array(10_001).fill(entry), CONTEXT).ok);
});

test('a channel or a mark that nobody knows is refused with those that there are; without a list of them any will do', (t) => {
  const moment = { mark: 'topic:a', node: '*', plusMs: 0 };
  const entry = { id: 'a', type: 'hold', from: 'n1', to: 'n2', channel: 'rpd', at: moment, until: moment };
  t.deepEqual(errorsOf(entry), []);
  const channels = { knows: (name: string) => name === 'rpc', forms: ['rpc'] };
  const marks = { knows: (key: string) => key.startsWith('t:'), forms: ['t:NAME', 'x'] };
  t.deepEqual(parseSchedule([entry], { ...CONTEXT, channels, marks }), {
    ok: false,
    errors: [
      'entry "a": channel is "rpd"; it is one of rpc',
      'entry "a": at.mark is "topic:a"; it is one of t:NAME, x',
      'entry "a": until.mark is "topic:a"; it is one of t:NAME, x',
    ],
  });
  const known = {
    ...entry,
    channel: 'rpc',
    at: { ...moment, mark: 't:a' },
    until: { ...moment, mark: 't:b' },
  };
  t.true(parseSchedule([known], { ...CONTEXT, channels, marks }).ok);
});

test('every field of every type is needed or says that it is not', (t) => {
  for (const entry of EVERY_FAULT) {
    t.true(isFaultType(entry.type));
    for (const [name, rule] of fieldsOf(entry.type)) {
      const { [name]: _left, ...rest } = { ...entry } as Record<string, unknown>;
      const isMissed = errorsOf(rest).some((error) => error.includes(`${name} is missing`));
      t.is(isMissed, !rule.optional, `${entry.type}.${name}`);
    }
  }
});

test('what is nested without bound, or within itself, is refused and not walked through', (t) => {
  let deep: unknown = 'x';
  for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];
  const round: unknown[] = [];
  round.push(round, round);
  for (const value of [deep, round]) {
    for (const given of [{ value }, [value], [{ id: 'a', type: 'pause', target: value, atMs: value }]]) {
      const parsed = parseSchedule(given, { nodes: ['n1'] });
      t.regex(parsed.ok ? '' : parsed.errors.join('\n'), /something nested very deep/);
    }
  }
});

test('ids of single times are those of what repeats', (t) => {
  const pause = { type: 'pause', target: 'n1', atMs: 1 };
  const parsed = parseSchedule(
    [
      { ...pause, id: 'a', everyMs: 5, forMs: 1 },
      { ...pause, id: 'a#2' },
      { ...pause, id: 'b#1' },
    ],
    CONTEXT,
  );
  t.deepEqual(parsed.ok ? [] : parsed.errors, ['entry "a#2": an id such as "a#1" is for one time of "a"']);
});
