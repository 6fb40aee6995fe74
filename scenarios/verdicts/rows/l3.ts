import { check, counter, latenciesMs, longest, text, waitsMs } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const l3: VerdictRow = {
  id: 'L3',
  claim:
    'A second waiter under the same key replaces the first one’s Notify: the first is never woken, and pays the whole limit.',
  source: 'S2:L213; S0:L73; S4:L177, L232',
  expected:
    'Two creations of one topic on one node outside the lock: one waits for exactly its limit (spec c L3)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const set = { lock: 'none' };
  const notify = await lab.run('topic-creation-twice', { variant: 'notify', set });
  const forward = await lab.run('topic-creation-twice', { set });
  const shorter = await lab.run('topic-creation-twice', {
    variant: 'notify',
    set: { ...set, 'createWait.timeoutMs': 900, 'creation.secondAfterMs': 7 },
  });
  const locked = await lab.run('topic-creation-twice', { variant: 'notify' });
  const reference = await lab.run('topic-creation-twice', { variant: 'reference', set });
  const slowest = (run: typeof notify): number => longest(waitsMs(run, 'createWait'));
  return {
    checks: [
      check('one of the two waits 2 s', slowest(notify) === 2000),
      check('or 5 s, where that is the limit', slowest(forward) === 5000),
      check('or 900 ms', slowest(shorter) === 900),
      check('its Notify was replaced', counter(notify, 'findings.overwritten-waiter') === 1),
      check('under the lock it does not happen', slowest(locked) < 900),
      check(
        'reference waits for a request, not for a name',
        reference.verdict === 'passed' && longest(latenciesMs(reference, 'createTopic')) < 20,
      ),
    ],
    measured:
      `The slower of two creations waits ${text(slowest(notify))} ms (notify), ${text(slowest(forward))} ms (forward-then-register), ` +
      `${text(slowest(locked))} ms under the lock; in reference without a lock the slower takes ${text(longest(latenciesMs(reference, 'createTopic')))} ms.`,
  };
}
