import { strict } from 'node:assert';
import test from 'ava';
import { assert } from '../../../broker-core/assert.js';
import type { Env } from '../../../broker-core/env.js';
import { planScenario, runScenario } from '../../index.js';
import { appWithKnobs, type App, type AppContext, type AppSystem } from '../definition/app.js';
import { int } from '../settings/areas/knob.js';
import type { Settings } from '../settings/table.js';

const CHANNEL = { name: 'ping', transport: 'datagram' } as const;

/** A client asks a server every 10 ms. */
function pings({ violate }: Pick<AppContext<Settings, 'all-answered'>, 'violate'>, count: number): AppSystem {
  let asked = 0;
  let answered = 0;
  let isOver = false;
  const server = (env: Env): void =>
    env.network.onDelivery(({ from }) => env.network.send(from, CHANNEL, 'pong', 4));
  const client = (env: Env): void => {
    env.network.onDelivery(() => void (answered += 1));
    const ask = (): void => {
      if (asked === count) {
        isOver = true;
        return;
      }
      asked += 1;
      env.network.send('server', CHANNEL, 'ping', 4);
      env.timers.after(10_000, { kind: 'sleep', label: 'the client waits' }, ask);
    };
    ask();
  };
  return {
    nodes: [
      { nodeId: 'server', boot: server },
      { nodeId: 'client', boot: client },
    ],
    roles: { 'the server': () => ['server'] },
    commands: { hush: () => true },
    isDone: () => isOver,
    atEnd: () => {
      for (let lost = answered; lost < asked; lost += 1)
        violate('all-answered', `${String(answered)} answers`);
    },
  };
}

const knobs = { 'pings.count': int(10, { min: 1, max: 100 }, 'How many pings there are.') };

const app = appWithKnobs({
  knobs,
  name: 'pings',
  doc: 'Asks and answers.',
  variants: [
    { name: 'plain', summary: 'as it is', settings: {} },
    { name: 'far', summary: 'a slow network', settings: { 'network.delayUs': 5000 } },
  ],
  invariants: { 'all-answered': 'Each ping has its pong.' },
  system: (context) => pings(context, context.settings['pings.count']),
});

test('a system of one’s own runs to its end, twice the same, and each variant with its settings', async (t) => {
  const plain = await runScenario(app, { seed: 1 });
  t.is(plain.verdict, 'passed');
  t.is(plain.variant, 'plain');
  t.is((await runScenario(app, { seed: 1 })).hash, plain.hash);
  const far = await runScenario(app, { seed: 1, variant: 'far' });
  t.is(far.settings['network.delayUs'], 5000);
  t.not(far.hash, plain.hash);
  const few = await runScenario(app, { seed: 1, set: { 'pings.count': 3 } });
  t.true(few.virtualMs < plain.virtualMs);
  t.deepEqual(few.unread, []);
});

test('faults strike it by node and role, end when its load has, and what they do is a violation of its own', async (t) => {
  const cut = { id: 'cut', type: 'isolate', target: 'the server', atMs: 5, untilMs: 10_000 };
  const result = await runScenario(app, { seed: 1, faults: [cut] });
  t.is(result.verdict, 'violated');
  t.true(result.violations.length > 0);
  t.deepEqual(result.violations[0]?.invariant, 'all-answered');
  t.like(result.schedule[0], { target: 'server' });
  const crash = { id: 'crash', type: 'crash', loses: 'all', target: 'server', atMs: 5, untilMs: 50 };
  t.is((await runScenario(app, { seed: 1, faults: [crash] })).verdict, 'violated');
});

test('what it does not know is refused before it runs', (t) => {
  const refusals: readonly (readonly [object, RegExp])[] = [
    [{ variant: 'near' }, /unknown variant of pings "near"; there are plain, far/],
    [{ invariants: [] }, /pings is no broker/],
    [{ faults: [{ id: 'a', type: 'pause', target: 'n1', atMs: 1 }] }, /n1/],
    [{ faults: [{ id: 'a', type: 'pause', target: 'leader of __meta', atMs: 1 }] }, /leader of __meta/],
    [
      { faults: [{ id: 'a', type: 'command', name: 'hurry', target: 'server', atMs: 1 }] },
      /did you mean|hush/,
    ],
  ];
  for (const [options, message] of refusals)
    t.throws(() => planScenario(app, { seed: 1, ...options }), { name: 'UsageError', message });
  const chancy: App = {
    ...app,
    system: () => ({ nodes: [{ nodeId: String(Math.random()), boot: () => undefined }] }),
  };
  t.throws(() => planScenario(chancy, { seed: 1 }), {
    message: /pings: system threw AmbientAccess: Math\.random/,
  });
  const node = { nodeId: 'a', boot: () => undefined };
  const twins: App = { ...app, system: () => ({ nodes: [node, node] }) };
  t.throws(() => planScenario(twins, { seed: 1 }), { message: /two nodes named a/ });
  const spaceless: App = { ...app, system: () => ({ nodes: [], roles: { leader: () => [] } }) };
  t.throws(() => planScenario(spaceless, { seed: 1 }), { message: /a role is a text with a space/ });
});

test('a load that does not end and a rest that does not come are stalls; a violation of no invariant is no verdict', async (t) => {
  const system = (changes: Partial<AppSystem>): App => ({
    ...app,
    settings: { 'run.untilMs': 500, 'run.settleMs': 300 },
    system: (context) => ({ ...app.system(context), ...changes }),
  });
  t.like(await runScenario(system({ isDone: () => false }), { seed: 1 }), {
    verdict: 'stalled',
    stall: { reason: 'run.untilMs' },
  });
  t.like(await runScenario(system({ isAtRest: () => false }), { seed: 1 }), {
    verdict: 'stalled',
    stall: { reason: 'no-progress' },
  });
  const unknown: App = {
    ...app,
    system: (context) => ({
      nodes: [],
      isDone: () => true,
      atEnd: () => {
        context.violate('no-such', '');
      },
    }),
  };
  t.like(await runScenario(unknown, { seed: 1 }), { verdict: 'harnessError' });
});

test('an assertion of the system is a violation with a name, and what was violated before it stays', async (t) => {
  const failing = (check: () => void): App => ({
    ...app,
    system: (context) => ({
      nodes: [
        {
          nodeId: 'server',
          boot: (env) => {
            env.timers.after(5000, { kind: 'sleep', label: 'a while' }, () => {
              context.violate('all-answered', 'before');
              check();
            });
          },
        },
      ],
      isDone: () => false,
    }),
  });
  const checks: readonly (readonly [() => void, RegExp])[] = [
    [() => assert(Date === undefined, 'time is known'), /^time is known \(app\.test\.[jt]s:\d+\)$/],
    [() => strict.equal(1, 2, 'one is two'), /^one is two.* \(app\.test\.[jt]s:\d+\)$/],
  ];
  for (const [check, detail] of checks) {
    const result = await runScenario(failing(check), { seed: 1 });
    t.is(result.verdict, 'violated');
    t.deepEqual(
      result.violations.map(({ invariant }) => invariant),
      ['all-answered', 'no-assertion-fails'],
    );
    t.regex(result.violations[1]?.detail ?? '', detail);
  }
  const result = await runScenario(
    failing(() => void JSON.parse('{')),
    { seed: 1 },
  );
  t.is(result.verdict, 'harnessError', 'an error that is no assertion');
  t.like(result.violations[0], { invariant: 'all-answered' });
});
