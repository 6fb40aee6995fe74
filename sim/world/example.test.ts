/** The simulator with something that is no broker: the program that docs/simulator.md shows. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Env } from '../../broker-core/door.js';
import type { FaultSchedule } from '../faults/entry.js';
import { parseSchedule } from '../faults/parse.js';
import type { FaultReport } from '../faults/outcome.js';
import { ticketWorld } from './testkit/ticket-world.js';
import type { World } from './world.js';

const FAULTS: FaultSchedule = [
  { id: 'stall', type: 'stallDisk', target: 'server', atMs: 500, untilMs: 900 },
  { id: 'split', type: 'partition', groups: [['server'], ['client']], atMs: 1500, untilMs: 2000 },
  { id: 'power', type: 'crash', target: 'server', loses: 'all', atMs: 3000.4, untilMs: 3500 },
  { id: 'again', type: 'crash', target: 'server', loses: 'all', atMs: 4151.2, untilMs: 4200 },
];

interface Outcome {
  readonly world: World;
  readonly tickets: readonly number[];
  readonly hash: string;
  readonly faults: readonly FaultReport[];
}

async function runTickets(seed: number, boot?: (env: Env) => Promise<void>): Promise<Outcome> {
  const tickets: number[] = [];
  const world = ticketWorld(seed, tickets, boot);
  const end = await world.run({ schedule: FAULTS });
  if (end.reason === 'failed') throw end.error;
  return { world, tickets, hash: world.kernel.hashText(), faults: world.faults?.report() ?? [] };
}

test('the faults of the example are a schedule that can be read', (t) => {
  const read = parseSchedule(JSON.parse(JSON.stringify(FAULTS)), { nodes: ['server', 'client'] });
  t.deepEqual(read, { ok: true, schedule: FAULTS });
});

test('no ticket is handed out twice, though the disk stalls, the network splits and the power fails', async (t) => {
  for (let seed = 0; seed < 50; seed += 1) {
    const { tickets, faults } = await runTickets(seed);
    t.true(tickets.length > 50);
    t.is(new Set(tickets).size, tickets.length, `seed ${String(seed)}`);
    t.true(faults.every(({ effects }) => effects > 0));
  }
});

test('the same seed gives the same run, another seed another one', async (t) => {
  const first = await runTickets(1);
  const again = await runTickets(1);
  t.is(again.hash, first.hash);
  t.deepEqual(again.tickets, first.tickets);
  t.not((await runTickets(2)).hash, first.hash);
});

test('the time of each ticket is explained to the microsecond, and the longest by the stall', async (t) => {
  const { world } = await runTickets(1);
  const answered = world.recorder.requests.filter(({ endUs }) => endUs !== null);
  for (const request of answered) {
    const total = world.recorder.explain(request).reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
    t.is(total, (request.endUs ?? 0) - request.startUs);
  }
  const [most] = world.recorder.blame.get('ticket')?.lines() ?? [];
  t.is(most?.label, 'stall');
});

test('a server that answers before its disk has the ticket hands one out twice, and is found', async (t) => {
  let twice = 0;
  for (let seed = 0; seed < 50; seed += 1) {
    const { tickets } = await runTickets(seed, serveTooSoon);
    if (new Set(tickets).size < tickets.length) twice += 1;
  }
  t.true(twice > 0);
});

test('docs/simulator.md shows this program as it is', (t) => {
  const page = readFileSync('docs/simulator.md', 'utf8');
  for (const file of ['tickets.ts', 'ticket-world.ts'])
    t.true(page.includes(readFileSync(`sim/world/testkit/${file}`, 'utf8')), file);
});

/** Planted bug: it answers once the ticket is written, without a sync. */
async function serveTooSoon(env: Env): Promise<void> {
  const found = await new Promise<number>((resolve) =>
    env.disk.create('/last', () =>
      env.disk.read('/last', 0, 1, (read) => {
        env.tasks.enter();
        resolve(read.ok ? (read.value[0] ?? 0) : 0);
      }),
    ),
  );
  let last = found;
  env.network.onDelivery(({ from, channel }) => {
    const ticket = (last += 1);
    env.disk.write('/last', 0, Uint8Array.of(ticket), () => env.network.send(from, channel, ticket, 1));
  });
}
