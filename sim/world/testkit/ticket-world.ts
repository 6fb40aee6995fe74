import type { Env } from '../../../broker-core/door.js';
import { World } from '../world.js';
import { serve, start } from './tickets.js';

/** A server, and a client that asks every 50 ms and keeps the tickets that it gets. */
export function ticketWorld(
  seed: number,
  tickets: number[],
  server: (env: Env) => Promise<void> = serve,
): World {
  const delay = { kind: 'exponential', meanUs: 2000 } as const;
  const world = new World({ seed, untilUs: 5_000_000, network: { delay } });
  world.addNode({ nodeId: 'server', boot: (env) => start(env, () => server(env)) });
  world.addNode({
    nodeId: 'client',
    boot: (env) => {
      const ask = (): void => {
        env.network.send('server', { name: 'tickets', transport: 'stream' }, 'please', 6);
        env.timers.after(50_000, { kind: 'sleep', label: 'client waits' }, ask);
      };
      env.network.onDelivery(({ payload }) => void tickets.push(Number(payload)));
      ask();
    },
  });
  return world;
}
