/**
 * The scenarios that there are, and a system with a planted bug that takes two faults: two stores keep what
 * they are told in memory, and one that starts copies the other. One that starts while the other is down has
 * nothing. A module of its own, so that worker threads can load it.
 */
import type { Env, NodeId } from '../../../broker-core/env.js';
import { appWithKnobs, type AppSystem } from '../../../scenarios/harness/definition/app.js';
import { int } from '../../../scenarios/harness/settings/areas/knob.js';
import { layerWith } from '../../../scenarios/index.js';
import type { FaultEntry } from '../../../sim/faults/entry.js';

const CHANNEL = { name: 'store', transport: 'stream' } as const;
const STORES = ['a', 'b'] as const;

type Message =
  | { readonly type: 'write' | 'written'; readonly value: number }
  | { readonly type: 'copy' }
  | { readonly type: 'all'; readonly values: readonly number[] };

function send({ network }: Env, to: NodeId, message: Message): void {
  network.send(to, CHANNEL, message, 64);
}

function receive(env: Env, take: (message: Message, from: NodeId) => void): void {
  // Only this system sends on its channel.
  env.network.onDelivery(({ from, payload }) => take(payload as Message, from));
}

function store(env: Env, other: NodeId, onStart: (values: ReadonlySet<number>) => void): void {
  const values = new Set<number>();
  onStart(values);
  receive(env, (message, from) => {
    if (message.type === 'copy') send(env, from, { type: 'all', values: [...values] });
    if (message.type === 'all') for (const value of message.values) values.add(value);
    if (message.type !== 'write') return;
    values.add(message.value);
    send(env, from, { type: 'written', value: message.value });
  });
  send(env, other, { type: 'copy' });
}

function systemOf(writeCount: number, violate: (detail: string) => void): AppSystem {
  const kept = new Map<NodeId, ReadonlySet<number>>();
  const answers = new Map<number, Set<NodeId>>();
  let written = 0;
  const client = (env: Env): void => {
    receive(env, (message, from) => {
      if (message.type === 'written') answers.get(message.value)?.add(from);
    });
    const write = (): void => {
      if (written === writeCount) return;
      written += 1;
      answers.set(written, new Set());
      for (const to of STORES) send(env, to, { type: 'write', value: written });
      env.timers.after(10_000, { kind: 'sleep', label: 'the client waits' }, write);
    };
    write();
  };
  const starts = (own: NodeId, other: NodeId): ((env: Env) => void) => {
    return (env) => store(env, other, (values) => void kept.set(own, values));
  };
  return {
    nodes: [
      { nodeId: 'a', boot: starts('a', 'b') },
      { nodeId: 'b', boot: starts('b', 'a') },
      { nodeId: 'client', boot: client },
    ],
    isDone: () => written === writeCount,
    atEnd: () => {
      const all = new Set([...kept.values()].flatMap((values) => [...values]));
      const lost = [...answers].find(([value, by]) => by.size === STORES.length && !all.has(value));
      if (lost !== undefined) violate(`write ${lost[0]} was answered by both, and nobody has it`);
    },
  };
}

const twoStores = appWithKnobs({
  name: 'two-stores',
  doc: 'Two stores that copy each other when they start.',
  knobs: { 'store.writes': int(400, { min: 1, max: 10_000 }, 'How many writes there are.') },
  invariants: { 'answered-is-kept': 'What both have answered, one of them has.' },
  system: ({ settings, violate }) =>
    systemOf(settings['store.writes'], (detail) => violate('answered-is-kept', detail)),
});

/** Forty, of which `first` and `second` overlap: what both stores had is lost. */
export const HIDDEN: readonly FaultEntry[] = Array.from({ length: 40 }, (_, place): FaultEntry => {
  const atMs = 217.419 + 90 * place;
  const times = { atMs: Math.round(atMs * 1000) / 1000, untilMs: Math.round(atMs + 31) };
  const id = `f${place + 1}`;
  if (place === 12)
    return { id: 'first', type: 'crash', target: 'a', loses: 'all', atMs: 1311.207, untilMs: 1502.918 };
  if (place === 29)
    return { id: 'second', type: 'crash', target: 'b', loses: 'sectors', atMs: 1467.3, untilMs: 1633.5 };
  if (place % 4 === 0) return { id, type: 'pause', target: 'client', ...times };
  if (place % 4 === 1) return { id, type: 'slowLink', from: 'client', to: ['a', 'b'], addMs: 3.25, ...times };
  if (place % 4 === 2) return { id, type: 'clockOffset', target: 'b', offsetMs: -4.5, ...times };
  return { id, type: 'lossyLink', from: '*', to: 'client', lossProbability: 0.125, ...times };
});

export const layer = layerWith({ scenarios: [twoStores] });
