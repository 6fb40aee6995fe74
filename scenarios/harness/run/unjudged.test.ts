import test from 'ava';
import type { Invariant } from '../definition/invariant.js';
import { runScenario } from '../../index.js';

test('what an oracle leaves without a judgement is in the notes of the run, and how often', async (t) => {
  const watch: Invariant = {
    name: 'watch',
    doc: 'Looks.',
    source: 'none',
    create: ({ unjudged }) => ({
      onFact: (fact) => {
        if (fact.type === 'restored') unjudged('what came before a start');
      },
    }),
  };
  const result = await runScenario('steady-produce', { seed: 1, causes: 'none', invariants: [watch] });
  t.is(result.verdict, 'passed');
  const texts = result.notes.filter(({ node }) => node === 'oracles').map(({ text }) => text);
  t.true(texts.includes('watch: not judged: what came before a start, 3 times'), texts.join(', '));
});
