import test from 'ava';
import type { UncheckedSettings } from '../harness/settings/table.js';
import { runScenario, type RunResult } from '../index.js';
import { counter, latenciesMs, sum, waitsMs } from '../verdicts/figures.js';

const run = (seed: number, set: UncheckedSettings = {}, variant?: string): Promise<RunResult> =>
  runScenario('sender-dead-peer', {
    seed,
    set,
    causes: 'none',
    ...(variant === undefined ? {} : { variant }),
  });

/** 1.002 ms there and back: 0.5 each way, and a microsecond on the wire. */
const ROUND_TRIP_MS = 1.002;
/** A refusal has no size. */
const REFUSAL_MS = 1;

test('a dead peer holds up every other message by all its attempts and all the backoffs between them', async (t) => {
  for (const [by, set, heldUpMs] of [
    ['process', {}, 50 + 100 + 200 + 400 + 800 + 4 * 1000 + 10 * REFUSAL_MS],
    ['process', { 'sender.attemptsMax': 4, 'sender.backoffMs': 300 }, 300 + 600 + 1000 + 4 * REFUSAL_MS],
    ['machine', { 'sender.timeoutMs': 500 }, 5550 + 10 * 500],
    ['machine', { 'sender.timeoutMs': 700, 'sender.attemptsMax': 3 }, 50 + 100 + 3 * 700],
  ] as const) {
    const result = await run(1, { 'deadPeer.by': by, ...set });
    const gapMs = sum([heldUpMs, ROUND_TRIP_MS]);
    t.true(waitsMs(result, 'raft.heartbeatGap').filter((ms) => ms === gapMs).length >= 2, `${gapMs} ms`);
  }
});

test('one queue for all peers leaves a quorum without a leader for as long as a third node is down; the others do not', async (t) => {
  for (const seed of [1, 2, 3]) {
    const serial = await run(seed);
    const [leaderlessMs = 0] = waitsMs(serial, 'raft.nobodyLeads').slice(-1);
    t.true(leaderlessMs > 50_000, `${leaderlessMs} ms`);
    t.true(counter(serial, 'raft_messages_lost') > 0);
    for (const [variant, set] of [
      ['poll-50ms', { sender: 'task-per-message' }],
      ['poll-50ms', {}],
      ['reference', {}],
    ] as const) {
      const result = await run(seed, set, variant);
      t.is(result.verdict, 'passed');
      t.is(counter(result, 'raft_candidacies'), 0);
      t.true(Math.max(...waitsMs(result, 'raft.heartbeatGap')) <= 201);
      t.true(Math.max(...latenciesMs(result, 'adminCreate')) < 3000);
    }
  }
});

test('the queue has no bound: what is sent later waits longer, up to the whole time', async (t) => {
  for (const downMs of [20_000, 40_000]) {
    const result = await run(1, { 'deadPeer.ms': downMs });
    t.true(Math.max(...waitsMs(result, 'raft.sendQueued')) > 0.7 * downMs);
  }
});

test('Raft that is not told of a lost message finds out one turn of the loop later', async (t) => {
  for (const periodMs of [100, 60]) {
    for (const seed of [1, 2]) {
      const set = { 'deadPeer.ms': 6000, 'loop.periodMs': periodMs };
      const longestLagMs = async (told: boolean): Promise<number> => {
        const result = await run(seed, {
          ...set,
          sender: 'task-per-message',
          'sender.reportsUnreachable': told,
        });
        t.true(counter(result, 'raft_messages_lost') > 0);
        return Math.max(...waitsMs(result, 'raft.applyLag'));
      };
      t.is(sum([await longestLagMs(false), -(await longestLagMs(true))]), periodMs);
    }
  }
});
