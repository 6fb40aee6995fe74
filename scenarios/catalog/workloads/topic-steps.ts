/** What clients do with topics, one step after the other: create, delete, ask a broker for one. */
import type { NodeId, Wait } from '../../../broker-core/env.js';
import type { Ctx } from '../../../broker-core/runtime/task.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import { replicationFactorOf } from '../../harness/cluster/from-settings.js';
import type { Load, LoadClient, LoadContext } from '../../harness/definition/scenario.js';
import type { ScenarioNames } from '../../harness/result/names.js';
import type { SettingsWith } from '../../harness/settings/table.js';
import { CREATION_KNOBS } from './create-topic.js';
import { onEach } from './together.js';
import { createTopic, deleteTopic, knowsTopic } from './topic-operations.js';

export type Step =
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'create' | 'delete'; readonly topic: string; readonly at: NodeId }
  /** Asks until the broker knows it or `limitMs` are over; measured as `readBack`. */
  | { readonly type: 'readBack'; readonly topic: string; readonly at: NodeId; readonly limitMs: number };

const WAITS: Wait = { kind: 'sleep', label: 'client waits' };
const AGAIN: Wait = { kind: 'poll', label: 'client looks again' };

/** Between two looks of a `readBack`. */
const LOOK_US = 1000;

export const STEP_KNOBS = { 'creation.timeoutMs': CREATION_KNOBS['creation.timeoutMs'] };

export type StepSettings = SettingsWith<typeof STEP_KNOBS>;

/** Steps for each client. An answer takes `creation.timeoutMs` at most, and changes nothing that follows. */
export function topicSteps<Read extends StepSettings>(
  planOf: (settings: Read) => readonly (readonly Step[])[],
): Load<Read> {
  return (context, done) => {
    const { settings, clients } = context;
    const plan = planOf(settings);
    onEach(clients.slice(0, plan.length), done, async (ctx, client, place) => {
      for (const step of plan[place] ?? []) await take(ctx, context, client, step);
    });
  };
}

async function take(
  ctx: Ctx<ScenarioNames>,
  { settings, history }: LoadContext<StepSettings>,
  client: LoadClient,
  step: Step,
): Promise<void> {
  const limitUs = settings['creation.timeoutMs'] * 1000;
  switch (step.type) {
    case 'wait':
      await sleep(ctx, step.ms * 1000, WAITS);
      return;
    case 'create': {
      const partitionCount = settings['topic.partitions'];
      const replicationFactor = replicationFactorOf(settings);
      const wanted = { name: step.topic, partitionCount, replicationFactor, config: [] };
      await createTopic(ctx, history, client, step.at, wanted, limitUs);
      return;
    }
    case 'delete':
      await deleteTopic(ctx, history, client, step.at, step.topic, limitUs);
      return;
    case 'readBack':
      await readBack(ctx, history, client, step);
  }
}

async function readBack(
  ctx: Ctx<ScenarioNames>,
  history: LoadContext['history'],
  client: LoadClient,
  { topic, at, limitMs }: Step & { readonly type: 'readBack' },
): Promise<void> {
  const { clock, trace } = ctx.env;
  const limitUs = limitMs * 1000;
  const untilUs = clock.nowUs() + limitUs;
  const span = trace.begin('readBack');
  for (let looks = 1; ; looks += 1) {
    const knows = await knowsTopic(ctx, history, client, at, topic, limitUs);
    if (knows === true) {
      if (looks > 1) trace.count('read_back_late');
      trace.end(span, 'ok');
      return;
    }
    if (clock.nowUs() >= untilUs) {
      trace.end(span, 'UNKNOWN_TOPIC_OR_PARTITION');
      return;
    }
    await sleep(ctx, LOOK_US, AGAIN);
  }
}
