/** The store as a system that can be run: who is in it, what it stands, what is held of it. */
import { defineApp, flag, int } from 'stallgrind';
import { startClient, type Writes } from './client.ts';
import type { Journal } from './journal.ts';
import { FOLLOWERS, LEADER, startStore } from './store.ts';

export const store = defineApp({
  name: 'key-value-store',
  doc: 'Three nodes and a client that writes, while the power of the leader fails.',
  knobs: {
    'kv.writes': int(100, { min: 1, max: 10_000 }, 'How many writes the client makes.'),
    'kv.answersEarly': flag(false, 'Whether a write is answered before any disk has it: the planted bug.'),
  },
  variants: [
    { name: 'durable-first', summary: 'answers when two disks have the write', settings: {} },
    {
      name: 'answers-early',
      summary: 'answers when the write is on its way to the disk',
      settings: { 'kv.answersEarly': true },
    },
  ],
  invariants: {
    'answered-write-survives': 'A write that was answered is in the journal of the leader at the end.',
    'journals-agree': 'At rest all nodes have the same writes in the same order.',
  },
  sometimes: {
    'write-was-lost': 'A write has no answer in the end, and is in no journal of the leader.',
  },
  swarm: {
    faults: ['crash', 'pause', 'partition', 'stallDisk'],
    knobs: { 'kv.writes': [1, 10, 300] },
    // A hundred writes take 600 ms.
    activeMs: [100, 600],
  },
  faults: (_settings, draw) => {
    const atMs = Math.round(50 + 200 * draw('power'));
    return [{ id: 'power', type: 'crash', target: 'leader of kv', loses: 'all', atMs, untilMs: atMs + 100 }];
  },
  system: ({ settings, violate, judged, sometimes }) => {
    const journals = new Map<string, Journal>();
    const writes: Writes = { answered: [], ended: 0 };
    const options = {
      answersEarly: settings['kv.answersEarly'],
      onOpen: (nodeId: string, journal: Journal) => void journals.set(nodeId, journal),
    };
    const textOf = (nodeId: string): string => JSON.stringify(journals.get(nodeId)?.entries ?? []);
    return {
      nodes: [
        ...[LEADER, ...FOLLOWERS].map((nodeId) => ({
          nodeId,
          boot: (env: Parameters<typeof startStore>[0]) => {
            startStore(env, options);
          },
        })),
        {
          nodeId: 'client',
          boot: (env) => {
            startClient(env, settings['kv.writes'], writes);
          },
        },
      ],
      roles: { 'leader of kv': () => [LEADER] },
      isDone: () => writes.ended === settings['kv.writes'],
      isAtRest: () => FOLLOWERS.every((nodeId) => textOf(nodeId) === textOf(LEADER)),
      atEnd: () => {
        const kept = new Set(journals.get(LEADER)?.entries.map(({ value }) => value));
        sometimes('write-was-lost', kept.size < settings['kv.writes']);
        for (const value of writes.answered) {
          judged('answered-write-survives');
          if (!kept.has(value))
            violate('answered-write-survives', `write ${String(value)} was answered, and a has lost it`);
        }
        for (const nodeId of FOLLOWERS) {
          judged('journals-agree');
          if (textOf(nodeId) !== textOf(LEADER))
            violate('journals-agree', `${nodeId} has other writes than a`);
        }
      },
    };
  },
});
