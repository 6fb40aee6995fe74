import test from 'ava';
import { createHistory, NO_HISTORY, ORIGIN } from './history.js';

const WAIT = { kind: 'sleep', label: 'test' } as const;
/** Records of one chunk. */
const CHUNK = 32_768;

test('a record is given back as it was added', (t) => {
  const history = createHistory();
  const first = history.add(ORIGIN, 10, 1, WAIT);
  const far = 2 ** 40;
  const second = history.add(first, far, 65_535, { kind: 'disk', label: 'sync' });
  t.deepEqual(history.get(second), {
    cause: first,
    atUs: far,
    nodeNumber: 65_535,
    wait: { kind: 'disk', label: 'sync' },
    branches: null,
  });
  t.deepEqual(history.get(first), { cause: ORIGIN, atUs: 10, nodeNumber: 1, wait: WAIT, branches: null });
});

test('what was never added is null', (t) => {
  const history = createHistory();
  history.add(ORIGIN, 10, 1, WAIT);
  for (const cause of [ORIGIN, -1, 2, CHUNK]) t.is(history.get(cause), null);
});

test('the newest records are kept, across chunks, and the oldest are forgotten', (t) => {
  const keep = 3 * CHUNK;
  const history = createHistory(keep);
  const total = 10 * CHUNK + 5;
  for (let i = 1; i <= total; i += 1) t.assert(history.add(i - 1, i * 2, i % 7, WAIT) === i);
  t.is(history.count, total);
  // A whole chunk goes at a time, so one chunk less than asked for is sure.
  for (let cause = total - keep + CHUNK; cause <= total; cause += 1) {
    const record = history.get(cause);
    if (record?.cause !== cause - 1 || record.atUs !== cause * 2 || record.nodeNumber !== cause % 7) t.fail();
  }
  t.is(history.get(total - keep - CHUNK), null);
});

test('a history that keeps nothing knows nothing', (t) => {
  t.is(NO_HISTORY.add(ORIGIN, 10, 1, WAIT), ORIGIN);
  t.is(NO_HISTORY.get(1), null);
});
