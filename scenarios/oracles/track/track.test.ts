import test from 'ava';
import { batch } from '../testkit/facts.js';
import { BoundedMap } from './bounded-map.js';
import { CommittedEntries } from './committed-entries.js';
import { IndexedWindow } from './indexed-window.js';
import { isSameBatch, ReplicaLog } from './replica-log.js';

test('a window keeps the newest items at their indexes', (t) => {
  const window = new IndexedWindow<string>(1, 2);
  for (const item of ['one', 'two', 'three', 'four']) window.push(item);
  t.deepEqual(
    [window.firstIndex, window.endIndex, window.at(2), window.at(3), window.last],
    [3, 5, undefined, 'three', 'four'],
  );
  window.truncateTo(4);
  t.deepEqual([window.endIndex, window.at(4)], [4, undefined]);
  window.truncateTo(2);
  window.push('other two');
  t.deepEqual([window.firstIndex, window.at(2)], [2, 'other two']);
});

test('a bounded map forgets what came first', (t) => {
  const map = new BoundedMap<string, number>(2);
  for (const [place, key] of ['a', 'b', 'c'].entries()) map.set(key, place);
  t.deepEqual([map.get('a'), map.get('b'), map.get('c')], [undefined, 1, 2]);
  t.true(map.hasForgotten);
  map.delete('b');
  map.set('d', 3);
  t.deepEqual([map.get('b'), map.get('c'), map.get('d')], [undefined, 2, 3]);
});

test('a replica’s log finds the batch that holds an offset', (t) => {
  const log = new ReplicaLog();
  const batches = [batch(0, 0, 'a', 'b'), batch(2, 0, 'c'), batch(3, 1, 'd', 'e', 'f')];
  for (const one of batches) log.take({ type: 'appended', as: 'leader', leaderEpoch: 1, batch: one });
  t.deepEqual(
    [0, 1, 2, 3, 5, 6].map((offset) => log.find(offset)?.baseOffset),
    [0, 0, 2, 3, 3, undefined],
  );
  log.take({ type: 'truncated', leaderEpoch: 1, fromOffset: 6, toOffset: 2, highWatermark: 0 });
  t.deepEqual([log.endOffset, log.find(2)], [2, undefined]);
});

test('batches are the same if epoch, offset, keys and values are', (t) => {
  t.true(isSameBatch(batch(0, 1, 'a'), batch(0, 1, 'a')));
  for (const other of [batch(1, 1, 'a'), batch(0, 2, 'a'), batch(0, 1, 'b'), batch(0, 1, 'a', 'a')])
    t.false(isSameBatch(batch(0, 1, 'a'), other));
});

test('an entry is committed once, however many nodes apply it', (t) => {
  const committed = new CommittedEntries();
  const entry = (index: number, nodeId: string): Parameters<typeof committed.add>[0] => ({
    index,
    term: 1,
    data: new Uint8Array(),
    stateHash: 0,
    nodeId,
  });
  t.deepEqual(
    [committed.add(entry(1, 'n1')), committed.add(entry(1, 'n2')), committed.add(entry(2, 'n2'))],
    [true, false, true],
  );
  t.is(committed.at(1)?.nodeId, 'n1');
});
