import test from 'ava';
import { runScenario } from '../../index.js';

test('the waits of a report are of commands from the beginning of the load on: no registration is among them', async (t) => {
  // The topic is there, and the load writes no metadata.
  const set = { 'client.count': 2, 'client.messages': 20, 'client.idempotent': false };
  const produced = await runScenario('steady-produce', { seed: 1, variant: 'forward-then-register', set });
  t.deepEqual(Object.keys(produced.waits), []);
  t.deepEqual(produced.remarks, []);
  const created = await runScenario('topic-creation-cascade', { seed: 1, variant: 'reference' });
  t.is(created.waits['commit']?.count, 1);
});
