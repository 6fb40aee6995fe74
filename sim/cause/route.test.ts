import test from 'ava';
import type { Cause, Wait } from '../../broker-core/door.js';
import { createHistory, ORIGIN, type History } from './history.js';
import { Route } from './route.js';

const WAIT: Wait = { kind: 'queue', label: 'group' };

/** The same history, and how many of its records were read. */
function counted(history: History): { history: History; readCount: () => number } {
  let count = 0;
  const counting: History = {
    count: 0,
    add: (...record) => history.add(...record),
    join: (...record) => history.join(...record),
    get: (cause) => history.get(cause),
    read: (cause, into) => {
      count += 1;
      return history.read(cause, into);
    },
  };
  return { history: counting, readCount: () => count };
}

/** A list that counts how many of its places were looked at. */
function watched(causes: readonly Cause[]): { causes: readonly Cause[]; lookCount: () => number } {
  let count = 0;
  const get = (target: readonly Cause[], key: string | symbol): unknown => {
    if (typeof key === 'string' && /^\d+$/.test(key)) count += 1;
    return Reflect.get(target, key);
  };
  return { causes: new Proxy(causes, { get }), lookCount: () => count };
}

const chain = (history: History, from: Cause, length: number): Cause => {
  let last = from;
  for (let step = 0; step < length; step += 1) last = history.add(last, 0, 1, WAIT);
  return last;
};

test('of a group, those that came before the request began are not looked at one by one', (t) => {
  const history = createHistory();
  const strangers = Array.from({ length: 10_000 }, () => chain(history, ORIGIN, 1));
  const first = chain(history, ORIGIN, 1);
  const own = chain(history, first, 3);
  const { causes, lookCount } = watched([...strangers, own]);
  t.is(new Route(history, first).choose(strangers[0] ?? 0, causes), own);
  t.true(lookCount() <= 20, `looked at ${lookCount()}`);
});

test('a search for a request’s own chain is bounded, however many and long the others are', (t) => {
  const { history, readCount } = counted(createHistory());
  const first = chain(history, ORIGIN, 1);
  // All of one long chain, and none of them from the request.
  const main = chain(history, ORIGIN, 1);
  const branches: Cause[] = [];
  for (let last = main; branches.length < 2_000;) branches.push((last = chain(history, last, 1)));
  t.is(new Route(history, first).choose(main, branches), main);
  t.true(readCount() <= 100_010, `read ${readCount()}`);
});

test('branches are found in whatever order they were given', (t) => {
  const history = createHistory();
  const before = chain(history, ORIGIN, 1);
  const first = chain(history, ORIGIN, 1);
  const own = chain(history, first, 1);
  const after = chain(history, ORIGIN, 1);
  const joined = history.join(before, 0, 1, WAIT, [after, own, before]);
  const branches = history.get(joined)?.branches ?? [];
  t.deepEqual(branches, [before, own, after]);
  t.is(new Route(history, first).choose(before, branches), own);
});
