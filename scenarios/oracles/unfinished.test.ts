/** Runs that do not come to their end, which nobody has healed or read. */
import test from 'ava';
import { runScenario } from '../index.js';
import { Damages } from '../harness/definition/damages.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { Oracles } from '../harness/run/oracles.js';
import { resolveSettings } from '../harness/settings/resolve.js';
import { invariants } from './all.js';
import { writerUntold } from '../mutants/plants/brokers.js';

test('planted: a lost wake-up is a violation also when the load does not end for it', async (t) => {
  const strategies = writerUntold;
  const variant = { name: 'planted', summary: '', source: '', strategies, settings: {} };
  const set = { 'run.untilMs': 13_005 };
  const run = { seed: 1, set, causes: 'none' } as const;
  const { violations, stall } = {
    stall: null,
    ...(await runScenario('topic-creation', { ...run, variant })),
  };
  t.like(stall, { reason: 'run.untilMs' });
  t.true(violations.some(({ invariant }) => invariant === 'wait-ends-by-its-event'));
  // Where nothing is wrong, that it was cut short is no violation.
  for (const scenario of ['group-consume', 'leader-loss', 'topic-recreated']) {
    const short = await runScenario(scenario, { ...run, set: { 'run.untilMs': 9200 }, variant: 'reference' });
    t.deepEqual([short.verdict, short.violations], ['stalled', []], scenario);
  }
});

test('what needs rest is not asked of a run without any', (t) => {
  const asked: string[] = [];
  const spy = (invariant: Invariant): Invariant => ({
    ...invariant,
    create: () => ({
      atEnd: ({ views, partitions }) => asked.push(`${invariant.name} ${views.size + partitions.length}`),
    }),
  });
  const around = {
    settings: resolveSettings({}).settings,
    brokers: ['n1'],
    nowUs: () => 0,
    damages: new Damages(),
    diskOf: () => null,
    reached: () => undefined,
    sometimes: () => undefined,
  };
  const history = {
    sent: [],
    polls: [],
    finalPolls: [],
    topicsAcknowledged: new Set<string>(),
    commits: [],
    offsetFetches: [],
    topicOperations: [],
  };
  new Oracles(invariants.map(spy), around).atStall({ history, findings: [] });
  t.true(asked.includes('wait-ends-by-its-event 0'));
  t.false(
    asked.some((name) => /^(one-leader-after-heal|acknowledged-record-survives|images-converge)/.test(name)),
  );
});
