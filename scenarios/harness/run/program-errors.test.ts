/** What the program under test does wrong is told from what the harness does wrong. */
import test from 'ava';
import { assert } from '../../../broker-core/assert.js';
import { referenceStrategies } from '../../../broker-core/broker/strategies.js';
import type { Strategies } from '../../../broker-core/broker/strategies.js';
import { builtIn } from '../../index.js';
import { createLayer } from '../../layer.js';

function withBug(strategies: Partial<Strategies>): ReturnType<typeof createLayer> {
  const variant = { name: 'planted', summary: 'A planted bug.', source: '', strategies, settings: {} };
  return createLayer({ ...builtIn, variants: [...builtIn.variants, variant] }, []);
}

const FAILS: Partial<Strategies> = {
  loop: (node, config) => {
    const loop = referenceStrategies.loop(node, config);
    return {
      ...loop,
      receive: (message) => {
        assert(node.deps.env.clock.nowUs() < 10_000_000, 'planted: no message after ten seconds');
        loop.receive(message);
      },
    };
  },
};

test('an assertion that fails in a broker is a violation with a name, and no error of the harness', async (t) => {
  const layer = withBug(FAILS);
  const result = await layer.runScenario('leader-loss', { seed: 1, variant: 'planted', causes: 'none' });
  t.is(result.verdict, 'violated');
  t.deepEqual(
    result.violations.map(({ invariant }) => invariant),
    ['no-assertion-fails'],
  );
  t.regex(result.violations[0]?.detail ?? '', /^planted: no message after ten seconds/);
});

test('what was violated before it stays, and stands first', async (t) => {
  let told = false;
  const layer = withBug({
    ...FAILS,
    metadataStore: (env, directory, options, done) => {
      referenceStrategies.metadataStore(env, directory, options, (opened) => {
        const refuses = env.nodeId === 'n3' && env.clock.nowUs() > 9_000_000 && !told;
        told ||= refuses;
        done(refuses ? { ok: false, error: { code: 'UNREADABLE_RECORD' } } : opened);
      });
    },
  });
  const crash = { id: 'c', type: 'crash', target: 'n3', loses: 'none', atMs: 9500, untilMs: 9600 };
  const result = await layer.runScenario('leader-loss', {
    seed: 1,
    variant: 'planted',
    causes: 'none',
    faults: [crash],
  });
  t.deepEqual(
    result.violations.map(({ invariant }) => invariant),
    ['broker-stops-for-a-cause', 'no-assertion-fails'],
  );
  t.regex(result.violations[0]?.detail ?? '', /^n3 stops itself, .*UNREADABLE_RECORD/);
});

test('an error that is no assertion of the broker is an error of the harness', async (t) => {
  const layer = withBug({
    ...FAILS,
    loop: () => {
      throw new TypeError('planted: not an assertion');
    },
  });
  const result = await layer.runScenario('leader-loss', { seed: 1, variant: 'planted', causes: 'none' });
  t.is(result.verdict, 'harnessError');
});
