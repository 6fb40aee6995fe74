/**
 * A key-value store on three nodes. `a` leads; a write is answered when `a` and one follower have it on disk.
 * A follower that lacks entries asks for them, and asks now and then whether it lacks any: what was sent while
 * it was cut off is gone.
 */
import type { Channel, Env, NodeId, Payload } from 'stallgrind/sim';
import { enterTask, Mutex, type Ctx } from 'stallgrind/runtime';
import { Journal, type Entry } from './journal.ts';

export const LEADER = 'a';
export const FOLLOWERS = ['b', 'c'];
export const CHANNEL: Channel = { name: 'kv', transport: 'stream' };

const ASK_US = 100_000;

export type Message =
  | { readonly type: 'put'; readonly id: number; readonly key: number; readonly value: number }
  | { readonly type: 'stored'; readonly id: number }
  | { readonly type: 'copy'; readonly index: number; readonly key: number; readonly value: number }
  | { readonly type: 'copied'; readonly index: number }
  | { readonly type: 'missing'; readonly from: number };

export function send(env: Env, to: NodeId, message: Message): void {
  env.network.send(to, CHANNEL, message, 64);
}

export function onMessage(env: Env, receive: (from: NodeId, message: Message) => void): void {
  env.network.onDelivery(({ from, payload }) => {
    receive(from, messageOf(payload));
  });
}

/** Only this program sends on its channel. */
function messageOf(payload: Payload): Message {
  return payload as Message;
}

export interface StoreOptions {
  /** The bug: a write is answered when it is written, by one node, before any sync. */
  readonly answersEarly: boolean;
  /** Told when the node has read its journal. */
  readonly onOpen: (nodeId: NodeId, journal: Journal) => void;
}

/** Starts a node of the store. */
export function startStore(env: Env, options: StoreOptions): void {
  enterTask(env, async (ctx) => {
    const journal = await Journal.open(ctx);
    options.onOpen(env.nodeId, journal);
    if (env.nodeId === LEADER) lead(env, journal, options);
    else follow(env, journal);
  });
}

function lead(env: Env, journal: Journal, { answersEarly }: StoreOptions): void {
  const order = new Mutex('journal');
  /** Called when a follower has the entry of that index on disk. */
  const onCopied = new Map<number, () => void>();
  /** So many entries survive a loss of power here: followers are told of no others, or they would keep them. */
  let durableCount = 0;

  const tellFollowers = (from: number): void => {
    journal.entries.slice(from, durableCount).forEach((entry, place) => {
      for (const follower of FOLLOWERS) send(env, follower, { type: 'copy', index: from + place, ...entry });
    });
  };

  const put = async (
    ctx: Ctx,
    from: NodeId,
    { id, key, value }: Message & { type: 'put' },
  ): Promise<void> => {
    let waitsFor = 2;
    const answer = (): void => {
      send(env, from, { type: 'stored', id });
    };
    const have = (): void => {
      waitsFor -= 1;
      if (waitsFor === 0 && !answersEarly) answer();
    };
    const index = await order.hold(ctx, async () => {
      const next = journal.entries.length;
      await journal.write(ctx, next, { key, value });
      onCopied.set(next, have);
      return next;
    });
    if (answersEarly) answer();
    await journal.sync(ctx);
    durableCount = Math.max(durableCount, index + 1);
    tellFollowers(index);
    have();
  };

  onMessage(env, (from, message) => {
    switch (message.type) {
      case 'put':
        enterTask(env, (ctx) => put(ctx, from, message));
        return;
      case 'copied':
        onCopied.get(message.index)?.();
        onCopied.delete(message.index);
        return;
      case 'missing':
        journal.entries.slice(message.from, durableCount).forEach((entry, place) => {
          send(env, from, { type: 'copy', index: message.from + place, ...entry });
        });
        return;
      default:
        return;
    }
  });
  enterTask(env, async (ctx) => {
    const foundCount = journal.entries.length;
    // What was found may be in memory only, where the process died and the machine did not.
    await journal.sync(ctx);
    durableCount = Math.max(durableCount, foundCount);
    tellFollowers(0);
  });
}

function follow(env: Env, journal: Journal): void {
  const order = new Mutex('journal');
  const store = async (ctx: Ctx, index: number, entry: Entry): Promise<void> => {
    const hasRoom = await order.hold(ctx, async () => {
      const known = journal.entries[index];
      const isThere = known?.key === entry.key && known.value === entry.value;
      if (!isThere && index <= journal.entries.length) await journal.write(ctx, index, entry);
      return index < journal.entries.length;
    });
    if (!hasRoom) {
      send(env, LEADER, { type: 'missing', from: journal.entries.length });
      return;
    }
    await journal.sync(ctx);
    send(env, LEADER, { type: 'copied', index });
  };
  onMessage(env, (_from, message) => {
    if (message.type !== 'copy') return;
    const { index, key, value } = message;
    enterTask(env, (ctx) => store(ctx, index, { key, value }));
  });
  const ask = (): void => {
    send(env, LEADER, { type: 'missing', from: journal.entries.length });
    env.timers.after(ASK_US, { kind: 'sleep', label: 'the follower asks again' }, ask);
  };
  ask();
}
