import test from 'ava';
import { runScenario } from '../index.js';

test('polling: every createWait is a multiple of the interval, whatever the interval', async (t) => {
  for (const pollMs of [50, 10, 37]) {
    for (const seed of [1, 2]) {
      const set = { 'createWait.pollMs': pollMs, 'client.count': 16, 'client.messages': 64 };
      const result = await runScenario('create-topic-storm', { seed, variant: 'poll-50ms', set });
      const waits = Object.keys(result.waits['createWait']?.histogramMs ?? {}).map(Number);
      t.true(waits.length > 0);
      for (const waitMs of waits) t.is(waitMs % pollMs, 0);
    }
  }
});

test('polling without a quorum ends NOT_FOUND after 79 sleeps, 3,950 ms, not the 4,000 that the code logs', async (t) => {
  const set = { 'storm.quorum': 'cut', 'storm.cutMs': 4500, 'client.count': 1, 'client.messages': 1 };
  const result = await runScenario('create-topic-storm', { seed: 3, variant: 'poll-50ms', set });
  const failed = result.requests.filter(({ outcome }) => outcome === 'NOT_FOUND');
  t.true(failed.length > 0);
  for (const { latencyMs } of failed) t.is(latencyMs, 79 * 50);
  t.is(result.waits['createWait']?.histogramMs['3950'], failed.length);
});

test('with the 100 ms loop a commit takes 100 to 200 ms, whatever the waiting strategy; event-driven it takes milliseconds', async (t) => {
  const set = { 'client.count': 8, 'client.messages': 16 };
  for (const variant of [
    'poll-50ms',
    'notify',
    'forward-then-register',
    'register-then-forward',
    'watch-never-fires',
  ]) {
    // But for the last one nobody waits on the channel.
    const wired = { ...set, ...(variant === 'watch-never-fires' ? { proposeWait: 'watch-fires' } : {}) };
    const { waits } = await runScenario('create-topic-storm', { seed: 2, variant, set: wired });
    const commitsMs = Object.keys(waits['commit']?.histogramMs ?? {}).map(Number);
    t.true(
      commitsMs.every((ms) => ms >= 100 && ms <= 202),
      `${variant}: ${commitsMs.join(' ')}`,
    );
  }
  const event = await runScenario('create-topic-storm', {
    seed: 2,
    variant: 'notify',
    set: { ...set, 'loop.periodMs': 0 },
  });
  t.true(Object.keys(event.waits['commit']?.histogramMs ?? {}).every((ms) => Number(ms) < 20));
});

test('a watch that never fires fails every creation after exactly its time-out', async (t) => {
  const set = { 'client.count': 2, 'client.messages': 2, 'client.deliveryTimeoutMs': 5000 };
  const result = await runScenario('create-topic-storm', { seed: 1, variant: 'watch-never-fires', set });
  t.true(Object.keys(result.waits['commitWatch']?.histogramMs ?? {}).every((ms) => ms === '500'));
  t.is(result.operations['createTopic']?.ok, 0);
});
