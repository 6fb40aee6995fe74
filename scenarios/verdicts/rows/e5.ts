import { drainedMs, text } from '../figures.js';
import type { VerdictRow } from '../row.js';

const CLIENTS = 128;

export const e5: VerdictRow = {
  id: 'E5',
  claim: 'The creation lock makes 128 clients wait one after another, 128 times 50 to 200 ms: 6 to 25 s.',
  source: 'S2:L115; against it S2:L50-54 (the others return immediately)',
  expected:
    'Shared or not, one creation’s time when it succeeds: whoever comes later finds the topic at once. Serial only where each attempt costs something of its own: a sleep in every proposal, or a failure (spec e E5)',
  async settle(lab) {
    const one = {
      'cluster.nodes': 1,
      'topic.replicationFactor': 1,
      'client.count': CLIENTS,
      'client.messages': CLIENTS,
    };
    const base = {
      ...one,
      'client.requestTimeoutMs': 600_000,
      'client.deliveryTimeoutMs': 600_000,
      'run.settleMs': 5000,
    };
    const drained = async (
      variant: string,
      set: Readonly<Record<string, string | number | boolean>>,
    ): Promise<number> =>
      drainedMs(
        await lab.run('create-topic-storm', { variant, set: { ...base, ...set } }),
        'createTopic',
        CLIENTS,
      );
    const shared = await drained('poll-50ms', {});
    const unshared = await drained('poll-50ms', { 'lock.shareResult': false });
    const slept = await drained('sleep-then-poll', { 'lock.shareResult': false, assign: 'reference' });
    const failing = await drained('watch-never-fires', {});
    return {
      checks: {
        'shared, the last of 128 waits 6 s or more': shared >= 6000,
        'unshared, the last of 128 waits 6 s or more': unshared >= 6000,
      },
      controls: {
        'unshared with a sleep of 150 ms in each proposal it is exactly 128 sleeps': slept === CLIENTS * 150,
        'and when every creation fails exactly 128 times 500 ms': failing === CLIENTS * 500,
        'the others do wait for the one that succeeds': shared > 0 && unshared > 0,
      },
      measured:
        `The last of ${text(CLIENTS)} callers has its answer after ${text(shared)} ms shared, ${text(unshared)} ms unshared; ` +
        `unshared with a sleep in the proposal ${text(slept)} ms (128 sleeps); ` +
        `when every creation fails after 500 ms, ${text(failing)} ms.`,
    };
  },
};
