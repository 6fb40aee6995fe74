/** What counts as rest, and what still comes before the end. */
import test from 'ava';
import { runScenario } from '../../index.js';

test('a broker that comes back just before the end may still be joining ISRs: who asks for that is no leak', async (t) => {
  // In these seeds it asked while the records were read back.
  const set = { 'disk.syncUs': 8000, 'network.delayUs': 3000 };
  for (const seed of [108, 113, 116, 124]) {
    const { verdict, violations } = await runScenario('sender-dead-peer', {
      seed,
      variant: 'reference',
      set,
    });
    t.is(verdict, 'passed', JSON.stringify(violations));
  }
});

test('a creation that succeeds when the quorum is back, after everything else has come to rest, is part of what is looked at', async (t) => {
  const set = {
    'client.count': 10,
    'client.messages': 10,
    'storm.quorum': 'cut',
    'storm.cutMs': 12e4,
    'client.requestTimeoutMs': 6e5,
    'client.deliveryTimeoutMs': 6e5,
  };
  for (const seed of [4, 14, 15, 20]) {
    const { verdict, violations } = await runScenario('create-topic-storm', {
      seed,
      variant: 'reference',
      set,
    });
    t.is(verdict, 'passed', JSON.stringify(violations));
  }
});

test('a cluster that does not come up says who is missing, and why', async (t) => {
  const result = await runScenario('steady-produce', {
    seed: 1,
    variant: 'reference',
    set: { 'run.untilMs': 12_000 },
    faults: [{ id: 'eio', type: 'failDisk', target: 'n2', operations: ['write'], probability: 1, atMs: 100 }],
  });
  t.is(result.verdict, 'stalled');
  if (result.verdict === 'stalled')
    t.regex(result.stall.detail, /^the cluster did not come up: n2 stopped itself, /);
});
