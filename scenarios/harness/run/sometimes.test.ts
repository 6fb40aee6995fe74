import test from 'ava';
import type { Env } from '../../../broker-core/env.js';
import { runScenario } from '../../index.js';
import { steadyProduce } from '../../catalog/steady-produce.js';
import type { App, AppContext } from '../definition/app.js';
import type { Invariant } from '../definition/invariant.js';
import type { Scenario } from '../definition/scenario.js';

/** Ticks three times, and says what `tick` says. */
function ticking(tick: (context: AppContext, count: number) => void): App {
  return {
    name: 'ticking',
    doc: 'Ticks.',
    invariants: { counts: 'It counts.', blind: 'Nothing comes to it.' },
    sometimes: { 'second-tick': 'It has ticked twice.', never: 'It has not.' },
    system: (context) => {
      let count = 0;
      const boot = (env: Env): void => {
        count += 1;
        tick(context, count);
        if (count < 3) env.timers.after(1000, { kind: 'sleep', label: 'tick' }, () => boot(env));
      };
      return { nodes: [{ nodeId: 'clock', boot }], isDone: () => count === 3 };
    },
  };
}

test('a system of one’s own says where it was, and what its invariants had to judge', async (t) => {
  const app = ticking(({ sometimes, reached, judged }, count) => {
    sometimes('second-tick', count === 2);
    judged('counts');
    if (count > 3) reached('never');
  });
  const { judged, sometimes } = await runScenario(app, { seed: 1 });
  t.deepEqual(judged, { counts: 3, blind: 0 });
  t.deepEqual(sometimes, { 'second-tick': { asked: 3, held: 1 }, never: { asked: 0, held: 0 } });
});

test('what it has not declared ends the run, with a line that says so', async (t) => {
  for (const [tick, message] of [
    [
      ({ reached }: AppContext) => reached('tick'),
      /"tick" is not declared; declared are: second-tick, never/,
    ],
    [({ judged }: AppContext) => judged('clocks'), /ticking has no invariant clocks/],
  ] as const) {
    const result = await runScenario(ticking(tick), { seed: 1 });
    t.true(result.verdict === 'harnessError' && message.test(result.error.message));
  }
});

const seen: Invariant = {
  name: 'seen',
  doc: 'Looks.',
  source: 'none',
  sometimes: { 'broker-up': 'A broker starts.' },
  create: ({ reached, judged }) => ({
    onFact(fact) {
      if (fact.type !== 'restored') return;
      judged();
      reached('broker-up');
    },
  }),
};

test('so do an invariant and a load, beside what is declared of every broker', async (t) => {
  const scenario: Scenario = {
    ...steadyProduce,
    name: 'telling',
    sometimes: { loaded: 'The load has begun.' },
    load(context, done) {
      context.reached('loaded');
      steadyProduce.load(context, done);
    },
  };
  const { judged, sometimes } = await runScenario(scenario, { seed: 1, causes: 'none', invariants: [seen] });
  t.is(judged['seen'], 3);
  t.deepEqual(sometimes['broker-up'], { asked: 3, held: 3 });
  t.deepEqual(sometimes['loaded'], { asked: 1, held: 1 });
  t.deepEqual(sometimes['isr-of-one'], { asked: sometimes['isr-of-one']?.asked ?? 0, held: 0 });
  t.true((judged['offsets-dense'] ?? 0) > 0);
  t.is(judged['wiped-voter-has-caught-up'], 0);
});
