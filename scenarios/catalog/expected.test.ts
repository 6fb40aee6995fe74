import test from 'ava';
import { presets } from '../../broker-core/historic/presets.js';
import { isApp } from '../harness/definition/registry.js';
import { unexpectedOf } from '../harness/result/expected.js';
import { builtIn, layer } from '../index.js';

const SEED = 1;

for (const scenario of builtIn.scenarios) {
  if (isApp(scenario)) continue;
  test(`${scenario.name} does what its variant is known to do, and nothing worse`, async (t) => {
    const run = await layer.runScenario(scenario.name, { seed: SEED, causes: 'none' });
    t.is(run.countsAs, 'passed', JSON.stringify(unexpectedOf(run)));
  });
}

test('the reference is expected to violate nothing', (t) => {
  const reference = presets.find(({ name }) => name === 'reference');
  t.is(reference?.expects, undefined);
  const own = builtIn.scenarios.filter(({ expects = [] }) => expects.length > 0);
  for (const { name } of own) {
    const { variant } = layer.planScenario(name, { seed: SEED });
    t.not(variant, 'reference', name);
  }
});

test('what a scenario expects is of the variant that it names', async (t) => {
  const [scenario] = builtIn.scenarios.filter(({ name }) => name === 'lost-vote');
  if (scenario === undefined || isApp(scenario)) throw new Error('there is one');
  const expectsUnder = async (variant: string) =>
    (await layer.runScenario({ ...scenario, expects: ['log-matching'] }, { seed: SEED, variant })).expects;
  t.true((await expectsUnder('poll-50ms')).includes('log-matching'));
  t.deepEqual(await expectsUnder('reference'), []);
});
