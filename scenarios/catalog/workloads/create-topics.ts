/** Creations of topics at moments of their own, whatever becomes of those before. */
import type { Wait } from '../../../broker-core/env.js';
import { isRetriable } from '../../../broker-core/protocol/errors.js';
import type { Ctx } from '../../../broker-core/runtime/task.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import { brokerNames, clientProfile } from '../../harness/cluster/from-settings.js';
import type { Load, LoadClient, LoadContext } from '../../harness/definition/scenario.js';
import type { ScenarioNames } from '../../harness/result/names.js';
import type { Settings } from '../../harness/settings/table.js';
import { countdown } from './together.js';
import { createTopic } from './topic-operations.js';

const NEXT: Wait = { kind: 'sleep', label: 'next creation' };
const BACKOFF: Wait = { kind: 'backoff', label: 'admin backoff' };

export interface PlannedCreation {
  readonly topic: string;
  /** The broker that is asked first. */
  readonly to: string;
  /** Since the beginning of the load. */
  readonly afterMs: number;
}

export interface CreationPlan {
  readonly creations: readonly PlannedCreation[];
  /** A creation that has not succeeded by then is given up. */
  readonly limitMs: number;
}

/**
 * All by the first client, each in a task of its own: after an answer that invites another try, or none
 * within `client.requestTimeoutMs`, it asks the next broker. Measured as `adminCreate`, all tries together.
 */
export function createTopicsLoad<Read extends Settings = Settings>(
  planOf: (settings: Read) => CreationPlan,
): Load<Read> {
  return (context, done) => {
    const { settings, clients } = context;
    const [client] = clients;
    const { creations, limitMs } = planOf(settings);
    const end = countdown(creations.length, done);
    if (client === undefined || creations.length === 0) done();
    for (const creation of creations) {
      client?.run(async (ctx) => {
        await sleep(ctx, Math.round(creation.afterMs * 1000), NEXT);
        await create(ctx, context, client, creation, limitMs * 1000);
      }, end);
    }
  };
}

async function create(
  ctx: Ctx<ScenarioNames>,
  { settings, history }: LoadContext,
  client: LoadClient,
  { topic, to }: PlannedCreation,
  limitUs: number,
): Promise<void> {
  const { trace, clock } = ctx.env;
  const { requestTimeoutUs, retryBackoffUs } = clientProfile(settings);
  const brokers = brokerNames(settings);
  const untilUs = clock.nowUs() + limitUs;
  const partitionCount = settings['topic.partitions'];
  const replicationFactor = settings['topic.replicationFactor'];
  const wanted = { name: topic, partitionCount, replicationFactor, config: [] };
  const span = trace.begin('adminCreate');
  for (let attempt = 0; ; attempt += 1) {
    const broker = brokers[(brokers.indexOf(to) + attempt) % brokers.length] ?? to;
    const leftUs = untilUs - clock.nowUs();
    const attemptUs = Math.min(requestTimeoutUs, leftUs);
    const result = await createTopic(ctx, history, client, broker, wanted, attemptUs);
    const mayHelp = result !== 'ok' && isRetriable(result) && clock.nowUs() + retryBackoffUs < untilUs;
    if (!mayHelp) {
      // An attempt that was given up has brought it about after all.
      trace.end(span, result === 'TOPIC_ALREADY_EXISTS' && attempt > 0 ? 'ok' : result);
      return;
    }
    await sleep(ctx, retryBackoffUs, BACKOFF);
  }
}
