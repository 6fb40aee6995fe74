/** Two processes, one of which sends back what it is sent: as callbacks, and as requests that are awaited. */
import type { Channel, Env, Wait } from '../../broker-core/env.js';
import { spawn } from '../../broker-core/runtime/ctx.js';
import { suspend, type Waker } from '../../broker-core/runtime/suspend.js';
import { World } from '../../sim/world/world.js';
import type { Workload } from './stopwatch.js';

const SEED = 1;
const ECHOES = 60_000;
/** Echoes on the way at once. */
const LANES = 64;
const SIZE_BYTES = 8;
const CHANNEL: Channel = { name: 'echo', transport: 'stream' };
const ECHO: Wait = { kind: 'wake', label: 'echo' };

/** Both count the messages there and back; hash and causes are on, as in every run. */
export const echoes: readonly Workload[] = [
  { name: 'echo: messages that call back', unit: 'messages', run: () => echo(callBack) },
  { name: 'echo: messages that are awaited', unit: 'messages', run: () => echo(waitForEach) },
];

async function echo(client: (env: Env) => void): Promise<number> {
  const world = new World({ seed: SEED });
  world.addNode({ nodeId: 'server', boot: sendBack });
  world.addNode({ nodeId: 'client', boot: client });
  const end = await world.run();
  if (end.reason !== 'idle') throw new Error(`the run ended otherwise: ${end.reason}`);
  return 2 * ECHOES;
}

function sendBack({ network }: Env): void {
  network.onDelivery(({ from, payload }) => network.send(from, CHANNEL, payload, SIZE_BYTES));
}

function callBack({ network, timers }: Env): void {
  let sent = 0;
  const sendNext = (): void => {
    if (sent === ECHOES) return;
    sent += 1;
    network.send('server', CHANNEL, { place: sent }, SIZE_BYTES);
  };
  network.onDelivery(sendNext);
  timers.after(1, ECHO, () => {
    for (let lane = 0; lane < LANES; lane += 1) sendNext();
  });
}

function waitForEach(env: Env): void {
  const waiting = new Map<number, Waker<void>>();
  let sent = 0;
  env.network.onDelivery(({ payload }) => {
    const { place } = payload as { readonly place: number };
    waiting.get(place)?.resume();
    waiting.delete(place);
  });
  for (let lane = 0; lane < LANES; lane += 1) {
    spawn(env, async (ctx) => {
      while (sent < ECHOES) {
        sent += 1;
        const place = sent;
        await suspend<void>(ctx, ECHO, (waker) => {
          waiting.set(place, waker);
          env.network.send('server', CHANNEL, { place }, SIZE_BYTES);
          return { waiting: () => waiting.delete(place) };
        });
      }
    });
  }
}
