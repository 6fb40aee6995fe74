import test from 'ava';
import { runScenario } from '../index.js';

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
