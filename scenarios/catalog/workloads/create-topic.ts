/**
 * Explicit creations of one topic.
 */
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Wait } from '../../../broker-core/env.js';
import { replicationFactorOf } from '../../harness/cluster/from-settings.js';
import type { Load, LoadContext } from '../../harness/definition/scenario.js';
import { int } from '../../harness/settings/areas/knob.js';
import type { SettingsWith } from '../../harness/settings/table.js';

const BEFORE_ASKING: Wait = { kind: 'sleep', label: 'client waits before it asks' };

/** A client of its own asks broker `to`, so long after the load has begun. */
export interface Ask {
  readonly to: string;
  readonly afterMs: number;
}

/** The first client asks broker `to` to create `topic`. */
export function createTopicLoad(topic: string, to: string): Load {
  return (context, done) => {
    create(context, { asks: [{ to, afterMs: 0 }], topics: [topic], retries: 0, limitMs: HOUR_MS }, done);
  };
}

const HOUR_MS = 3_600_000;

export const CREATION_KNOBS = {
  'creation.topics': int(
    1,
    { min: 1, max: 100_000 },
    'How many topics each client asks for, one after another.',
  ),
  'creation.retries': int(
    0,
    { min: 0, max: 1000 },
    'How often a client that is refused asks again, at once.',
  ),
  'creation.timeoutMs': int(
    HOUR_MS,
    { unit: 'ms', min: 1, max: HOUR_MS },
    'How long a client waits for an answer.',
  ),
};

/**
 * As many clients as there are asks, each for the same topic; one that is refused asks again at once, `creation.retries` times at
 * most. That the topic is there already ends it too.
 */
export function askedToCreate<Read extends SettingsWith<typeof CREATION_KNOBS>>(
  topic: string,
  asksOf: (settings: Read) => readonly Ask[],
): Load<Read> {
  return (context, done) => {
    const { settings } = context;
    const topics = topicNames(topic, settings['creation.topics']);
    const { 'creation.retries': retries, 'creation.timeoutMs': limitMs } = settings;
    create(context, { asks: asksOf(settings), topics, retries, limitMs }, done);
  };
}

interface Creations {
  readonly asks: readonly Ask[];
  readonly topics: readonly string[];
  readonly retries: number;
  readonly limitMs: number;
}

function create(
  { settings, clients, history }: LoadContext,
  { asks, topics, retries: retriesMax, limitMs }: Creations,
  done: () => void,
): void {
  const partitionCount = settings['topic.partitions'];
  const replicationFactor = replicationFactorOf(settings);
  let running = Math.min(asks.length, clients.length);
  if (running === 0) done();
  asks.slice(0, clients.length).forEach(({ to, afterMs }, place) => {
    const asking = clients[place];
    asking?.run(async (ctx) => {
      if (afterMs > 0) await sleep(ctx, afterMs * 1000, BEFORE_ASKING);
      for (const name of topics) {
        const wanted = { name, partitionCount, replicationFactor, config: [] };
        for (let retries = retriesMax; ; retries -= 1) {
          const result = await asking.client.createTopic(ctx, to, wanted, limitMs * 1000);
          if (result === 'ok') history.topicsAcknowledged.add(name);
          if (result === 'ok' || result === 'TOPIC_ALREADY_EXISTS' || retries === 0) break;
        }
      }
      running -= 1;
      if (running === 0) done();
    });
  });
}

/** `orders`, or `orders-1` and so on, one after another. */
function topicNames(topic: string, count: number): readonly string[] {
  return count === 1 ? [topic] : Array.from({ length: count }, (_, place) => `${topic}-${String(place + 1)}`);
}
