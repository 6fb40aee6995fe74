import test from 'ava';
import type { Env } from '../env.js';
import type { Entry } from '../raft/index.js';
import { World } from '../../sim/world/world.js';
import { openRaftStore, type RaftStore, type StoreOpened } from './store.js';

const entry = (index: number): Entry => ({ term: 1, index, data: new Uint8Array(500) });
const hardState = (commitIndex: number) => ({ term: 1, votedFor: 'n1', commitIndex });
const OPTIONS = { segmentBytesMax: 4096 };

/** Runs each step in a life of its own, on one disk. */
async function lives(steps: readonly ((store: RaftStore, done: () => void) => void)[]): Promise<StoreOpened> {
  const world = new World({ seed: 1 });
  let last: StoreOpened | null = null;
  const pending = [...steps];
  const node = world.addNode({
    nodeId: 'n1',
    boot: (env: Env, stop) =>
      openRaftStore(env, '/data', OPTIONS, (opened) => {
        last = opened;
        const step = pending.shift();
        if (step === undefined || !opened.ok) return;
        step(opened.store, () => {
          env.timers.after(1_000_000, { kind: 'sleep', label: 'let it settle' }, () => stop('next life'));
          world.kernel.schedule(2_000_000, null, 'control', { kind: 'control', label: 'restart' }, 0, () =>
            node.restart(),
          );
        });
      }),
  });
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
  if (last === null) throw new Error('the store was opened');
  return last;
}

test('what a compaction leaves behind it is still there, be it from a life before', async (t) => {
  const opened = await lives([
    (store, done) => {
      const entries = Array.from({ length: 60 }, (_, place) => entry(place + 1));
      store.write(
        { entries, hardState: hardState(20), snapshot: null, becomesVoter: false, mustSync: true },
        done,
      );
    },
    (store, done) => store.compact({ index: 20, term: 1, data: new Uint8Array(10) }, hardState(20), done),
  ]);
  t.true(opened.ok);
  if (!opened.ok) return;
  const indexes = opened.restored.entries.map(({ index }) => index);
  t.deepEqual(
    indexes,
    Array.from({ length: 40 }, (_, place) => place + 21),
  );
  t.is(opened.restored.snapshot?.index, 20);
});

test('power fails between an entry and the term that it came in: the node is in that term, and has not voted', async (t) => {
  const write = { snapshot: null, becomesVoter: false, mustSync: true };
  for (const torn of [
    { ...write, entries: [{ ...entry(2), term: 2 }], hardState: null },
    { ...write, entries: [], hardState: null, snapshot: { ...entry(7), term: 2 } },
  ]) {
    const opened = await lives([
      (store, done) => store.write({ ...write, entries: [entry(1)], hardState: hardState(1) }, done),
      (store, done) => store.write(torn, done),
    ]);
    t.like(opened.ok && opened.restored.hardState, { term: 2, votedFor: null });
  }
});

test('a snapshot that no segment can hold is skipped, and the log goes on', async (t) => {
  const refused: (string | null)[] = [];
  const opened = await lives([
    (store, done) =>
      store.compact({ index: 0, term: 0, data: new Uint8Array(100_000) }, hardState(0), (error) => {
        refused.push(error);
        store.write(
          {
            entries: [entry(1)],
            hardState: hardState(0),
            snapshot: null,
            becomesVoter: false,
            mustSync: true,
          },
          done,
        );
      }),
  ]);
  t.deepEqual(refused, ['WAL_RECORD_TOO_LARGE']);
  t.is(opened.ok && opened.restored.entries.length, 1);
});

test('a log that was begun on an emptied disk says so until its node votes again, also behind a compaction', async (t) => {
  const write = { hardState: hardState(1), snapshot: null, mustSync: true };
  const begin = (store: RaftStore, done: () => void): void => {
    store.markCatchingUp();
    store.write({ ...write, entries: [entry(1), entry(2)], becomesVoter: false }, done);
  };
  const compact = (store: RaftStore, done: () => void): void =>
    store.compact({ index: 2, term: 1, data: new Uint8Array(10) }, hardState(2), done);
  const votes = (store: RaftStore, done: () => void): void =>
    store.write({ ...write, entries: [entry(3)], becomesVoter: true }, done);
  const standings: string[] = [];
  for (const steps of [[], [begin], [begin, compact], [begin, compact, votes], [votes]]) {
    const opened = await lives(steps);
    standings.push(opened.ok ? opened.standing : opened.error.code);
  }
  t.deepEqual(standings, ['unknown', 'catchingUp', 'catchingUp', 'voter', 'voter']);
});
