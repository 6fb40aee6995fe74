import test from 'ava';
import { runScenario } from '../../index.js';
import { RunInterrupted } from './interrupted.js';

/** Long enough that the host gets its turn many times before it ends. */
const long = { seed: 1, variant: 'reference', set: { 'client.messages': 5_000_000 } };

test.serial('a run ends when its signal aborts, and has no result', async (t) => {
  const controller = new AbortController();
  const running = runScenario('steady-produce', { ...long, signal: controller.signal });
  setTimeout(() => controller.abort(), 300);
  const error = await t.throwsAsync(running, { instanceOf: RunInterrupted });
  t.true(error.events > 0);
  t.regex(error.message, /^interrupted at [\d.]+ ms of virtual time, after \d+ events$/);
});

test('a run whose signal has aborted before does nothing', async (t) => {
  const running = runScenario('steady-produce', { ...long, signal: AbortSignal.abort() });
  const error = await t.throwsAsync(running, { instanceOf: RunInterrupted });
  t.is(error.events, 0);
});

test('a signal that does not abort changes nothing, and is let go of', async (t) => {
  const set = { 'client.messages': 20, 'client.count': 2 };
  const { signal } = new AbortController();
  const run = await runScenario('steady-produce', { seed: 3, set, signal });
  t.is(run.hash, (await runScenario('steady-produce', { seed: 3, set })).hash);
});
