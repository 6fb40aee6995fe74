/** Writes key after key, each with the next value, and remembers which writes were answered. */
import type { Env } from 'stallgrind/sim';
import { enterTask, Oneshot, sleep, timeout } from 'stallgrind/runtime';
import { LEADER, onMessage, send } from './store.ts';

const ANSWER_LIMIT_US = 50_000;
const START_US = 20_000;
const PAUSE_US = 2000;

export interface Writes {
  /** Values that the store has said it keeps. */
  readonly answered: number[];
  /** How many writes were tried and have ended, one way or the other. */
  ended: number;
}

export function startClient(env: Env, count: number, writes: Writes): void {
  const waiting = new Map<number, Oneshot<null>>();
  onMessage(env, (_from, message) => {
    if (message.type === 'stored') waiting.get(message.id)?.complete(null);
  });
  enterTask(env, async (ctx) => {
    await sleep(ctx, START_US, { kind: 'sleep', label: 'the store starts' });
    for (let id = 1; id <= count; id += 1) {
      const answer = new Oneshot<null>();
      waiting.set(id, answer);
      const span = env.trace.begin('put');
      send(env, LEADER, { type: 'put', id, key: id % 10, value: id });
      const wait = { kind: 'timeout', label: 'await the store' } as const;
      const { timedOut } = await timeout(ctx, ANSWER_LIMIT_US, wait, (inner) => answer.receive(inner));
      if (!timedOut) writes.answered.push(id);
      env.trace.end(span, timedOut ? 'timeout' : 'ok');
      waiting.delete(id);
      writes.ended = id;
      await sleep(ctx, PAUSE_US, { kind: 'sleep', label: 'client thinks' });
    }
  });
}
