import test from 'ava';
import type { Wait } from '../env.js';
import { World } from '../../sim/world/world.js';
import { enterTask, type Ctx } from '../runtime/ctx.js';
import type { FaultSchedule } from '../../sim/faults/entry.js';
import { CLIENT_CHANNEL } from '../broker/config.js';
import { Mailroom, Rpc, type Reply } from './rpc.js';

const WAIT: Wait = { kind: 'timeout', label: 'test' };
const CRASH: FaultSchedule = [
  { id: 'f', type: 'crash', target: 'server', loses: 'none', atMs: 10, untilMs: 20 },
];

type Say = (what: string) => void;

/** A server that keeps its replies, and a client that runs `body` at each start. */
async function play(
  schedule: FaultSchedule,
  body: (rpc: Rpc, ctx: Ctx, say: Say) => Promise<void>,
): Promise<readonly string[]> {
  const log: string[] = [];
  const replies: Reply[] = [];
  const world = new World({ seed: 1 });
  const say: Say = (what) => void log.push(`${Math.round(world.nowUs / 1000)} ${what}`);
  world.addNode({
    nodeId: 'server',
    boot(env) {
      const rpc = new Rpc(env, new Mailroom(env.network), CLIENT_CHANNEL);
      rpc.serve((_from, request, reply) => {
        if (request.type !== 'initProducerId') return;
        replies.push(reply);
        if (replies.length < 2) return;
        // All of them, with a mark that tells which request is answered.
        replies.splice(0).forEach((answer, place) => {
          answer({ type: 'initProducerId', error: 'NONE', producerId: place, producerEpoch: 0 });
        });
      });
    },
  });
  world.addNode({
    nodeId: 'client',
    boot(env) {
      enterTask(env, (ctx) => body(new Rpc(env, new Mailroom(env.network), CLIENT_CHANNEL), ctx, say));
    },
  });
  const end = await world.run({ schedule });
  if (end.reason === 'failed') throw end.error;
  return log;
}

async function ask(rpc: Rpc, ctx: Ctx, limitUs = 30_000_000): Promise<string> {
  const called = await rpc.call(ctx, 'server', { type: 'initProducerId' }, limitUs, WAIT);
  if (!called.answered) return called.error;
  return called.response.error === 'NONE'
    ? `id ${String(called.response.producerId)}`
    : called.response.error;
}

test('a call in flight ends with its connection when the process dies, and with its time-out when power is lost', async (t) => {
  const body = async (rpc: Rpc, ctx: Ctx, say: Say): Promise<void> => say(await ask(rpc, ctx));
  t.deepEqual(await play(CRASH, body), ['11 NETWORK_EXCEPTION']);
  const power = [{ id: 'f', type: 'crash', target: 'server', loses: 'all', atMs: 10 }] as const;
  t.deepEqual(await play(power, body), ['30000 REQUEST_TIMED_OUT']);
  const reset = [{ id: 'f', type: 'resetConnections', from: 'client', to: 'server', atMs: 10 }] as const;
  t.deepEqual(await play(reset, body), ['10 NETWORK_EXCEPTION']);
});

test('a call to a machine on which no process listens is refused in a round trip', async (t) => {
  const heard = await play([{ ...CRASH[0], atMs: 0 } as FaultSchedule[number]], async (rpc, ctx, say) =>
    say(await ask(rpc, ctx)),
  );
  t.deepEqual(heard, ['1 NETWORK_EXCEPTION']);
});

test('a client that has died is not answered: its next life counts its calls from 1 again', async (t) => {
  const clientDies = [
    { id: 'f', type: 'crash', target: 'client', loses: 'none', atMs: 10, untilMs: 20 },
  ] as const;
  // Both lives send one request; the server answers both when it has the second.
  const heard = await play(clientDies, async (rpc, ctx, say) => say(await ask(rpc, ctx)));
  t.deepEqual(
    heard.map((one) => one.slice(3)),
    ['id 1'],
  );
});
