import { all, allPassed, counter, latenciesMs, longest, passing, text, waitsMs } from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { Lab, Part, VerdictRow } from '../row.js';

export const l3: VerdictRow = {
  id: 'L3',
  claim:
    'A second waiter under the same key replaces the first one’s Notify: the first is never woken, and pays the whole limit. When it gives up it removes what is under the key, which is the entry of the other one: that one loses its wake-up as well.',
  source: 'S2:L213; S0:L73; S4:L177, L232',
  expected:
    'Two creations of one topic on one node outside the lock: one waits for exactly its limit; where the two meet at a partition’s key again, 5 s and 5 s (spec c L3). Reference passes, over 1,000 seeds by `sweep topic-creation-twice --variant reference --set lock=none --seeds 1..1000`, and by that of `topic-assigned-twice`',
  async settle(lab) {
    const set = { lock: 'none' };
    const notify = await lab.run('topic-creation-twice', { variant: 'notify', set });
    const forward = await lab.run('topic-creation-twice', { set });
    const shorter = await lab.run('topic-creation-twice', {
      variant: 'notify',
      set: { ...set, 'createWait.timeoutMs': 900, 'creation.secondAfterMs': 7 },
    });
    const locked = await lab.run('topic-creation-twice', { variant: 'notify' });
    const reference = await lab.reference('topic-creation-twice', set);
    const referenceMs = longest(reference.flatMap((run) => latenciesMs(run, 'createTopic')));
    const removed = await entryRemoved(lab);
    const slowest = (run: typeof notify): number => longest(waitsMs(run, 'createWait'));
    return {
      checks: {
        'one of the two waits 2 s': slowest(notify) === 2000,
        'or 5 s, where that is the limit': slowest(forward) === 5000,
        'or 900 ms': slowest(shorter) === 900,
        'its Notify was replaced': counter(notify, 'findings.overwritten-waiter') === 1,
        'under the lock it does not happen': slowest(locked) < 900,
        'reference waits for a request, not for a name, 20 seeds': allPassed(reference) && referenceMs < 20,
        ...removed.checks,
      },
      measured:
        `The slower of two creations waits ${text(slowest(notify))} ms (notify), ${text(slowest(forward))} ms (forward-then-register), ` +
        `${text(slowest(locked))} ms under the lock; in reference without a lock ${text(referenceMs)} ms at most (${passing(reference)}). ${removed.measured}`,
    };
  },
};

/**
 * The second half: one waiter for partition 0 gives up and removes the entry under its key, which is that of
 * the waiter who came since. The assignment is applied after that, and nobody is told.
 */
async function entryRemoved(lab: Lab): Promise<Part> {
  const scenario = 'topic-assigned-twice';
  const set = { lock: 'none' };
  const both = await lab.run(scenario, { set });
  const others = { 'createWait.timeoutMs': 900, 'assign.timeoutMs': 1900, 'creation.quorumBackMs': 2400 };
  const shorter = await lab.run(scenario, { set: { ...set, ...others, 'cluster.nodes': 5 } });
  const inTime = await lab.run(scenario, { set: { ...set, ...others, 'creation.quorumBackMs': 1200 } });
  const locked = await lab.run(scenario);
  const reference = await lab.reference(scenario, set);
  const isLost = (run: RunResult): boolean =>
    run.findings.some(({ type, key }) => type === 'lost-wakeup' && key === 'partition:orders:0');
  const lost = both.findings.find(({ type, key }) => type === 'lost-wakeup' && key === 'partition:orders:0');
  return {
    checks: {
      'two that wait for one partition wait 5 s and 5 s, the second for what has been applied by then':
        waitsMs(both, 'assign').join() === '5000,5000' && isLost(both),
      'or 1.9 and 1.9 s, where that is the limit, and on five nodes':
        waitsMs(shorter, 'assign').join() === '1900,1900' && isLost(shorter),
      'if it is applied before the first gives up, the second is woken: its entry is still there':
        all(waitsMs(inTime, 'assign').slice(0, 1), (ms) => ms < 1900) &&
        waitsMs(inTime, 'assign').length === 2,
      'under the lock only one waits for the partition':
        waitsMs(locked, 'assign').length === 1 && !isLost(locked),
      'reference passes, 20 seeds': allPassed(reference),
    },
    measured:
      `Two that wait for one partition wait ${waitsMs(both, 'assign').map(text).join(' and ')} ms, the second of them ${text(lost?.costMs)} ms longer than it need; ` +
      `applied before the first gives up, ${waitsMs(inTime, 'assign').map(text).join(' and ')} ms of 1,900. Reference: ${passing(reference)}.`,
  };
}
