import test from 'ava';
import {
  defineApp,
  defineScenario,
  defineVariant,
  int,
  LED,
  produceLoad,
  runScenario,
  topicReady,
  UsageError,
} from './index.js';

test('a variant with a function of one’s own runs with it, and with the rest of its base', async (t) => {
  let asked = 0;
  const refusing = defineVariant({
    name: 'refuses-topics',
    strategies: {
      createWait: () => {
        asked += 1;
        return Promise.resolve({ ok: false, error: 'POLICY_VIOLATION' as never });
      },
    },
  });
  const result = await runScenario('topic-creation', { seed: 1, variant: refusing });
  t.is(result.variant, 'refuses-topics');
  t.true(asked > 0);
  t.is(result.operations['createTopic']?.ok, 0);
});

test('a variant that changes nothing is its base, event by event', async (t) => {
  for (const base of ['reference', 'poll-50ms']) {
    const same = defineVariant({ name: 'the-same', base });
    const own = await runScenario('topic-creation', { seed: 7, variant: same });
    t.is(own.hash, (await runScenario('topic-creation', { seed: 7, variant: base })).hash);
  }
});

test('a scenario of one’s own, built of loads and words, with a knob of its own', async (t) => {
  const scenario = defineScenario({
    ...LED,
    name: 'a-pause',
    doc: 'A follower is paused.',
    source: 'none; an example',
    variant: 'reference',
    settings: { 'client.count': 2, 'client.messages': 20, 'client.profile': 'java' },
    knobs: { 'pause.ms': int(50, { unit: 'ms', min: 1, max: 1000 }, 'How long it is paused.') },
    topics: topicReady('load'),
    faults: (settings) => {
      const atMs = settings['run.startMs'] + 5;
      return [{ id: 'paused', type: 'pause', target: 'n2', atMs, untilMs: atMs + settings['pause.ms'] }];
    },
    load: produceLoad({ topicOf: () => 'load' }),
  });
  const result = await runScenario(scenario, { seed: 3, set: { 'pause.ms': 40 } });
  t.like(result.schedule[0], { untilMs: (result.schedule[0]?.atMs ?? 0) + 40 });
  t.is(result.verdict, 'passed');
  t.is(result.scenario, 'a-pause');
  t.is(result.operations['produce']?.ok, 20);
});

test('names that are taken or that nobody could type, and a base that there is not, are refused', (t) => {
  const refused = { instanceOf: UsageError };
  t.throws(() => defineVariant({ name: 'poll-50ms' }), { ...refused, message: /already/ });
  t.throws(() => defineVariant({ name: 'My Variant' }), { ...refused, message: /My Variant/ });
  t.throws(() => defineVariant({ name: 'mine', base: 'refernce' }), { ...refused, message: /reference/ });
});

test('a system of one’s own has knobs of its own too', async (t) => {
  const idle = defineApp({
    name: 'idle-for-a-while',
    doc: 'Does nothing, for so long.',
    invariants: {},
    knobs: { 'idle.ms': int(5, { unit: 'ms', min: 1, max: 1000 }, 'For how long.') },
    system: ({ settings, nowUs }) => ({
      nodes: [{ nodeId: 'n1', boot: () => undefined }],
      isDone: () => nowUs() >= settings['idle.ms'] * 1000,
    }),
  });
  const endMs = async (set: Readonly<Record<string, number>>): Promise<number> =>
    (await runScenario(idle, { seed: 1, set })).virtualMs;
  t.true((await endMs({ 'idle.ms': 500 })) - (await endMs({})) >= 400);
});

test('what is misspelt or of the wrong kind is refused where it is defined', (t) => {
  const define = defineVariant as (definition: object) => unknown;
  const refused = { instanceOf: UsageError };
  t.throws(() => define({ name: 'mine', strategies: { createWiat: () => null } }), {
    ...refused,
    message: /createWait/,
  });
  t.throws(() => define({ name: 'mine', strategies: { createWait: undefined } }), {
    ...refused,
    message: /undefined/,
  });
  t.throws(() => define({ name: 'mine', stratgies: {} }), { ...refused, message: /strategies/ });
  const scenario = {
    ...LED,
    name: 'topic-creation',
    doc: '',
    source: '',
    variant: 'reference',
    settings: {},
  };
  const load = produceLoad({ topicOf: () => 'load' });
  t.throws(() => defineScenario({ ...scenario, load }), { ...refused, message: /already/ });
  const knobs = { 'a.b': { type: 'int', unit: null, default: 5, min: 10, max: 20, doc: '' } } as const;
  t.throws(() => defineScenario({ ...scenario, name: 'mine', load, knobs }), { ...refused, message: /a\.b/ });
});

test('a function of one’s own is called, whatever the settings of its base would choose', async (t) => {
  let asked = 0;
  const own = defineVariant({
    name: 'own-propose-wait',
    base: 'sleep-then-poll',
    strategies: {
      proposeWait: {
        reportsCommit: false,
        wait: () => {
          asked += 1;
          return Promise.resolve(null);
        },
      },
    },
  });
  await runScenario('topic-creation', { seed: 1, variant: own });
  t.true(asked > 0);
});
