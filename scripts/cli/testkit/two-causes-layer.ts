/**
 * A system that breaks one invariant in two ways, with the same words: a node loses a write when it is told
 * to forget it, or when it forgets it by itself after a while. Which, on which node and which write, is
 * drawn.
 */
import type { Env, NodeId } from '../../../broker-core/env.js';
import { appWithKnobs, type AppSystem } from '../../../scenarios/harness/definition/app.js';
import { int } from '../../../scenarios/harness/settings/areas/knob.js';
import { layerWith } from '../../../scenarios/index.js';

const CHANNEL = { name: 'store', transport: 'stream' } as const;
const NODES = ['a', 'b', 'c'] as const;

type Message = { readonly type: 'forget' | 'wait'; readonly write: number };

function systemOf(relays: number, violate: (detail: string) => void): AppSystem {
  let isOver = false;
  const lose = (nodeId: NodeId, write: number): void => {
    isOver = true;
    violate(`${nodeId} has lost write ${write}`);
  };
  const node = (nodeId: NodeId, env: Env): void => {
    env.network.onDelivery(({ payload }) => {
      // Only this system sends on its channel.
      const { type, write } = payload as Message;
      if (type === 'forget') lose(nodeId, write);
      else
        env.timers.after(50_000, { kind: 'sleep', label: `forgetting ${write}` }, () => lose(nodeId, write));
    });
  };
  const client = (env: Env): void => {
    const to = NODES[Math.floor(env.random.keyed('node', 0) * NODES.length)] ?? 'a';
    const type = env.random.keyed('how', 0) < 0.5 ? 'forget' : 'wait';
    const write = 1 + Math.floor(env.random.keyed('write', 0) * 1000);
    const tell = (left: number): void => {
      if (left === 0) env.network.send(to, CHANNEL, { type, write }, 64);
      else env.timers.after(1000 * left, { kind: 'sleep', label: 'the client waits' }, () => tell(left - 1));
    };
    // How long it waits before has nothing to do with what goes wrong.
    tell(1 + Math.floor(env.random.keyed('rounds', 0) * relays));
  };
  return {
    nodes: [
      ...NODES.map((nodeId) => ({ nodeId, boot: (env: Env) => node(nodeId, env) })),
      { nodeId: 'client', boot: client },
    ],
    isDone: () => isOver,
  };
}

const twoCauses = appWithKnobs({
  name: 'two-causes',
  doc: 'A node loses a write, in one of two ways.',
  knobs: { 'client.rounds': int(5, { min: 1, max: 100 }, 'How often the client waits at most.') },
  invariants: { 'no-write-lost': 'No write is lost.' },
  system: ({ settings, violate }) =>
    systemOf(settings['client.rounds'], (detail) => violate('no-write-lost', detail)),
});

export const layer = layerWith({ scenarios: [twoCauses] });
