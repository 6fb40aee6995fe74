/** A server with three registers, and a client that runs commands against it; the server forgets when it is told to. */
import { Oneshot } from '../../../../broker-core/runtime/channel.js';
import type { Ctx } from '../../../../broker-core/runtime/ctx.js';
import { timeout } from '../../../../broker-core/runtime/time.js';
import type { Env } from '../../../../broker-core/env.js';
import { appWithKnobs, type App } from '../../../../scenarios/harness/definition/app.js';
import { flag, int } from '../../../../scenarios/harness/settings/areas/knob.js';
import { commandOf, steps } from '../../../../scenarios/harness/steps/commands.js';
import { modelRun } from '../../../../scenarios/harness/steps/model-run.js';

const CHANNEL = { name: 'registers', transport: 'stream' } as const;
const LIMIT_US = 100_000;

type Message =
  | { readonly id: number; readonly type: 'put'; readonly key: number; readonly value: number }
  | { readonly id: number; readonly type: 'get'; readonly key: number }
  | { readonly id: number; readonly type: 'answer'; readonly value: number | null };

interface Registers {
  put(ctx: Ctx, key: number, value: number): Promise<boolean>;
  /** Undefined: no answer. */
  get(ctx: Ctx, key: number): Promise<number | null | undefined>;
}

/** What each may hold: a write that nobody answered may have happened or not. */
type Model = Map<number, ReadonlySet<number | null>>;

const command = commandOf<Model, Registers>();
const key = int(0, { min: 0, max: 2 }, 'Which register.');
const mayBe = (model: Model, at: number): ReadonlySet<number | null> => model.get(at) ?? new Set([null]);

export const commands = {
  put: command({
    args: { key, value: int(1, { min: 1, max: 9 }, 'What it holds then.') },
    run: async (ctx, model, registers, args) => {
      const before = mayBe(model, args.key);
      const isDone = await registers.put(ctx, args.key, args.value);
      model.set(args.key, new Set(isDone ? [args.value] : [...before, args.value]));
    },
    lost: (model, args) => void model.set(args.key, new Set([...mayBe(model, args.key), args.value])),
  }),
  get: command({
    args: { key },
    check: (model, args) => model.has(args.key),
    run: async (ctx, model, registers, args) => {
      const value = await registers.get(ctx, args.key);
      if (value === undefined) return;
      const known = mayBe(model, args.key);
      if (!known.has(value)) throw new Error(`it says ${value}, and not ${[...known].join(' or ')}`);
      model.set(args.key, new Set([value]));
    },
  }),
};

function connect(env: Env): Registers {
  const waiting = new Map<number, Oneshot<number | null>>();
  let lastId = 0;
  env.network.onDelivery(({ payload }) => {
    // Only this system sends on its channel.
    const message = payload as Message;
    if (message.type === 'answer') waiting.get(message.id)?.complete(message.value);
  });
  const ask = async (
    ctx: Ctx,
    message: { readonly type: 'put' | 'get' },
  ): Promise<number | null | undefined> => {
    const id = (lastId += 1);
    const answer = new Oneshot<number | null>();
    waiting.set(id, answer);
    env.network.send('server', CHANNEL, { ...message, id }, 16);
    const wait = { kind: 'timeout', label: 'await the register' } as const;
    const answered = await timeout(ctx, LIMIT_US, wait, (inner) => answer.receive(inner));
    waiting.delete(id);
    return answered.timedOut ? undefined : answered.value;
  };
  return {
    put: async (ctx, at, value) => (await ask(ctx, { type: 'put', ...{ key: at, value } })) !== undefined,
    get: (ctx, at) => ask(ctx, { type: 'get', ...{ key: at } }),
  };
}

function serve(env: Env, values: Map<number, number>): void {
  env.network.onDelivery(({ from, payload }) => {
    const message = payload as Message;
    if (message.type === 'answer') return;
    if (message.type === 'put') values.set(message.key, message.value);
    const { id } = message;
    env.network.send(from, CHANNEL, { id, type: 'answer', value: values.get(message.key) ?? null }, 16);
  });
}

export const registers: App = appWithKnobs({
  name: 'registers',
  doc: 'A server with three registers.',
  knobs: {
    'registers.forgets': flag(false, 'Whether the server forgets all when it crashes: the planted bug.'),
    'registers.steps': steps(commands, 'put key=0 value=1; get key=0', 'What the client does.'),
  },
  invariants: { 'as-the-model': 'Each answer is what a plain map would say.' },
  swarm: { faults: ['crash', 'pause'], activeMs: [500] },
  system: ({ settings, violate }) => {
    const kept = new Map<number, number>();
    const model: Model = new Map();
    const run = modelRun<Model, Registers>({
      commands,
      steps: settings['registers.steps'],
      model,
      pauseMs: 20,
      onMismatch: (detail) => violate('as-the-model', detail),
    });
    return {
      nodes: [
        {
          nodeId: 'server',
          boot: (env) => serve(env, settings['registers.forgets'] ? new Map<number, number>() : kept),
        },
        { nodeId: 'client', boot: (env) => run.start(env, connect(env)) },
      ],
      isDone: run.isDone,
    };
  },
});
