import test from 'ava';
import { AssertionError } from '../../broker-core/assert.js';
import type { Env } from '../../broker-core/env.js';
import { enterTask } from '../../broker-core/runtime/ctx.js';
import { World } from '../../sim/world/world.js';
import type { ClientHistory, LoadContext } from '../harness/definition/scenario.js';
import { layer } from '../index.js';
import { modelCommands } from './model-commands.js';
import { modelLoad, type ModelSettings } from './workloads/model-load.js';

const run = (steps: string, pauseMs = 100, faults: readonly object[] = []) =>
  layer.runScenario(modelCommands, {
    seed: 1,
    set: { 'model.steps': steps, 'model.pauseMs': pauseMs },
    faults,
  });

test('each command reaches the broker, and the model agrees with it', async (t) => {
  const steps =
    'create topic=t2 partitions=3; produce topic=t2 records=5; fetch topic=t2; join; wait steps=5; poll; poll; commit; committed topic=t2; leave; describe topic=t2; delete topic=t2';
  const { verdict, operations, violations } = await run(steps);
  t.is(verdict, 'passed', JSON.stringify(violations));
  t.is(operations['createTopic']?.ok, 1);
  t.is(operations['produce']?.ok, 5);
  t.is(operations['joinGroup']?.ok, 1);
  t.is(operations['syncGroup']?.ok, 1);
  t.true((operations['fetch']?.ok ?? 0) >= 2);
  t.is(operations['metadata']?.ok, 1);
});

test('a client that dies amid them is no bug, and the steps that are left are not taken', async (t) => {
  const crash = { id: 'f1', type: 'crash', target: 'c1', loses: 'none', atMs: 6500, untilMs: 7000 };
  const { verdict, operations } = await run('create; produce; produce records=5; produce', 3000, [crash]);
  t.is(verdict, 'passed');
  t.is(operations['createTopic']?.ok, 1);
  t.is(operations['produce'], undefined);
});

test('an answer that the model would not give is a failed assertion, which names the step', async (t) => {
  const world = new World({ seed: 1, untilUs: 60_000_000 });
  const { settings } = layer.planScenario(modelCommands, {
    seed: 1,
    set: { 'model.steps': 'create partitions=2; describe' },
  });
  const client = {
    createTopic: () => Promise.resolve('ok'),
    describe: () => Promise.resolve({ ok: true, partitions: [1, 2, 3] }),
  };
  const boot = (env: Env): void => {
    const run = (body: Parameters<LoadContext['clients'][number]['run']>[0]): void => {
      enterTask(env, (ctx) => body(ctx as Parameters<typeof body>[0]));
    };
    const history = { topicOperations: [], topicsAcknowledged: new Set() } as unknown as ClientHistory;
    const context = { settings, clients: [{ name: 'c1', client, run }], history };
    modelLoad(context as unknown as LoadContext<ModelSettings>, () => undefined);
  };
  world.addNode({ nodeId: 'c1', boot });
  const end = await world.run({});
  t.is(end.reason, 'failed');
  if (end.reason !== 'failed') return;
  t.true(end.error instanceof AssertionError);
  t.regex(
    String(end.error),
    /the model disagrees: step 2, describe topic=t1: t1 has 3 partitions, and was created with 2$/,
  );
});
