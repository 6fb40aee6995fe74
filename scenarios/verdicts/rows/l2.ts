import { all, allPassed, counter, longest, passing, pooledWaitsMs, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l2: VerdictRow = {
  id: 'L2',
  claim:
    'Registering before the proposal is not enough: what stands in the map is a Notify, and nobody waits on it until the proposal has returned.',
  source: 'S0:L72-79; S2:L211-222',
  expected:
    'Where the apply comes before the proposal returns, as on a single node, every call takes its whole limit of 2,000 ms (spec c L2). Reference passes, over 1,000 seeds by `sweep topic-creation --variant reference --set creation.ask=leader --set cluster.nodes=1 --set topic.replicationFactor=1 --seeds 1..1000`',
  async settle(lab) {
    const alone = { 'creation.ask': 'leader', 'creation.topics': 5 };
    const single = await lab.run('topic-creation', { variant: 'standalone-raft-notify', set: alone });
    const shorter = await lab.run('topic-creation', {
      variant: 'standalone-raft-notify',
      set: { ...alone, 'createWait.timeoutMs': 340 },
    });
    const three = await lab.run('topic-creation', {
      variant: 'notify',
      set: { ...alone, proposeWait: 'applied' },
    });
    const mended = await lab.run('topic-creation', {
      variant: 'register-then-forward',
      set: { ...alone, proposeWait: 'applied' },
    });
    const reference = await lab.reference('topic-creation', {
      ...alone,
      'cluster.nodes': 1,
      'topic.replicationFactor': 1,
    });
    const allTake = (run: typeof single, ms: number): boolean =>
      waitsMs(run, 'createWait').length === 5 && all(waitsMs(run, 'createWait'), (wait) => wait === ms);
    return {
      checks: {
        'on a single node every call waits exactly 2,000 ms': allTake(single, 2000),
        'or 340 ms, where that is the limit': allTake(shorter, 340),
        'on three nodes too, if the proposal returns when it has been applied': allTake(three, 2000),
        'asked for its Notified before, nobody waits': allTake(mended, 0),
        'reference passes, 20 seeds': allPassed(reference),
      },
      measured:
        `${text(waitsMs(single, 'createWait').length)} creations on a single node waited ${text(waitsMs(single, 'createWait')[0])} ms each ` +
        `(${text(counter(single, 'findings.lost-wakeup'))} lost wake-ups); reference ${text(longest(pooledWaitsMs(reference, 'createWait')))} ms at most (${passing(reference)}).`,
    };
  },
};
