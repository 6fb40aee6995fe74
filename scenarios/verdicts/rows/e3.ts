import { all, longest, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e3: VerdictRow = {
  id: 'E3',
  claim:
    'The watch channel failed because applying metadata does not send on it: had it been wired to that, it would have worked.',
  source: 'S1:L97-101, L143-146; against it S0:L98 and S4:L277',
  expected:
    'Never sent on: 500 ms and an error. Wired to the apply: 100 to 200 ms and none (spec b R3, control run)',
  async settle(lab) {
    const set = { 'client.count': 8, 'client.messages': 64 };
    const silent = await lab.run('create-topic-storm', { variant: 'watch-never-fires', set });
    const wired = await lab.run('create-topic-storm', {
      variant: 'watch-never-fires',
      set: { ...set, proposeWait: 'watch-fires' },
    });
    const silentMs = waitsMs(silent, 'commitWatch');
    const wiredMs = waitsMs(wired, 'commitWatch');
    const slowestMs = longest(wiredMs);
    return {
      checks: {
        'never sent on, every proposal fails after 500 ms': all(silentMs, (ms) => ms === 500),
        'and so does every creation': silent.operations['createTopic']?.ok === 0,
        'wired, a proposal takes one to two rounds of the loop':
          slowestMs < 202 && all(wiredMs, (ms) => ms >= 100),
        'and no creation fails': wired.operations['createTopic']?.failed === 0,
      },
      controls: { 'proposals wait on the channel in both': silentMs.length > 0 && wiredMs.length > 0 },
      measured:
        `Never sent on: ${text(silentMs.length)} waits of ${text(silentMs[0])} ms. ` +
        `Wired: ${text(wiredMs.length)} waits of ${text(wiredMs[0])} to ${text(slowestMs)} ms. That metadata is applied elsewhere, as S1 says, no run can show: ` +
        'S0 and S4 have it applied just there, and so has the code of that day (spec e E3).',
    };
  },
};
