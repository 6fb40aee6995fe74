/**
 * A small system for sweeps of many runs: some milliseconds each, and about one of forty fails. Three stores
 * hand a write on to each other; one of them drops a write now and then, on which the client waits in vain.
 */
import type { Env, NodeId } from '../../../broker-core/env.js';
import { appWithKnobs, type AppSystem } from '../../../scenarios/harness/definition/app.js';
import { int } from '../../../scenarios/harness/settings/areas/knob.js';

const CHANNEL = { name: 'ring', transport: 'stream' } as const;
const RING: readonly NodeId[] = ['a', 'b', 'c'];
const SHARE_DROPPED = 1 / 4000;

function systemOf(writeCount: number, violate: (detail: string) => void): AppSystem {
  const arrived = new Set<number>();
  let sent = 0;
  const store = (env: Env, next: NodeId): void => {
    env.network.onDelivery(({ payload }) => {
      // Only this system sends on its channel.
      const write = payload as number;
      if (env.random.keyed('dropped', write) >= SHARE_DROPPED) env.network.send(next, CHANNEL, write, 64);
    });
  };
  const client = (env: Env): void => {
    env.network.onDelivery(({ payload }) => void arrived.add(payload as number));
    const write = (): void => {
      if (sent === writeCount) return;
      sent += 1;
      env.network.send('a', CHANNEL, sent, 64);
      env.timers.after(1000, { kind: 'sleep', label: 'the client waits' }, write);
    };
    write();
  };
  return {
    nodes: [
      ...RING.map((nodeId, place) => ({
        nodeId,
        boot: (env: Env) => store(env, RING[place + 1] ?? 'client'),
      })),
      { nodeId: 'client', boot: client },
    ],
    isDone: () => sent === writeCount,
    atEnd: () => {
      const lost = Array.from({ length: writeCount }, (_, place) => place + 1).filter(
        (one) => !arrived.has(one),
      );
      // The newest are still on their way.
      const [first] = lost.filter((one) => one < writeCount - 10);
      if (first !== undefined) violate(`write ${first} has not come round`);
    },
  };
}

export const ring = appWithKnobs({
  name: 'ring',
  doc: 'Three stores hand each write on, and one drops some.',
  knobs: { 'ring.writes': int(40, { min: 1, max: 10_000 }, 'How many writes the client makes.') },
  invariants: { 'writes-come-round': 'Each write comes back to the client.' },
  system: ({ settings, violate }) =>
    systemOf(settings['ring.writes'], (detail) => violate('writes-come-round', detail)),
});
