/** Explicit creations of one topic. */
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Wait } from '../../../broker-core/env.js';
import { replicationFactorOf } from '../../harness/cluster/from-settings.js';
import type { Load } from '../../harness/definition/scenario.js';
import { int, within } from '../../harness/settings/areas/knob.js';
import type { Settings, SettingsWith } from '../../harness/settings/table.js';
import { onEach } from './together.js';
import { createTopic } from './topic-operations.js';

const HOUR_MS = 3_600_000;
/**
 * Less than a run lasts: a broker that loses power with the request never answers, and its asker hears
 * nothing. With an hour the run hit its bound instead.
 */
const PATIENCE_MS = 300_000;
const BEFORE_ASKING: Wait = { kind: 'sleep', label: 'client waits before it asks' };

/** A client of its own asks broker `to`, so long after the load has begun. */
export interface Ask {
  readonly to: string;
  readonly afterMs: number;
}

export interface Creations {
  readonly asks: readonly Ask[];
  /** How many topics each client asks for, one after another. Default: one. */
  readonly topics?: number;
  /** How often a client that is refused asks again, at once. Default: never. */
  readonly retries?: number;
  /** How long it waits for an answer. Default: five minutes. */
  readonly limitMs?: number;
}

/** The first client asks broker `to` to create `topic`. */
export function createTopicLoad(topic: string, to: string): Load {
  return askedToCreate(topic, () => ({ asks: [{ to, afterMs: 0 }] }));
}

export const CREATION_KNOBS = {
  'creation.topics': int(1, within(1, 100_000), 'How many topics each client asks for, one after another.'),
  'creation.retries': int(0, within(0, 1000), 'How often a client that is refused asks again, at once.'),
  'creation.timeoutMs': int(PATIENCE_MS, within(1, HOUR_MS, 'ms'), 'How long a client waits for an answer.'),
};

/** Those asks, and the rest as those knobs say. */
export function creations(settings: SettingsWith<typeof CREATION_KNOBS>, ...asks: readonly Ask[]): Creations {
  const { 'creation.topics': topics, 'creation.retries': retries, 'creation.timeoutMs': limitMs } = settings;
  return { asks, topics, retries, limitMs };
}

/** As many clients as asks, each for the same topics. That a topic is there already ends an ask too. */
export function askedToCreate<Read extends Settings>(
  topic: string,
  creationsOf: (settings: Read) => Creations,
): Load<Read> {
  return ({ settings, clients, history }, done) => {
    const { asks, topics = 1, retries: retriesMax = 0, limitMs = PATIENCE_MS } = creationsOf(settings);
    const partitionCount = settings['topic.partitions'];
    const replicationFactor = replicationFactorOf(settings);
    const asking = clients.slice(0, asks.length);
    onEach(asking, done, async (ctx, client, place) => {
      const ask = asks[place];
      if (ask === undefined) return;
      const { to, afterMs } = ask;
      if (afterMs > 0) await sleep(ctx, afterMs * 1000, BEFORE_ASKING);
      for (const name of topicNames(topic, topics)) {
        const wanted = { name, partitionCount, replicationFactor, config: [] };
        for (let retries = retriesMax; ; retries -= 1) {
          const result = await createTopic(ctx, history, client, to, wanted, limitMs * 1000);
          if (result === 'ok' || result === 'TOPIC_ALREADY_EXISTS' || retries === 0) break;
        }
      }
    });
  };
}

/** `orders`, or `orders-1` and so on, one after another. */
function topicNames(topic: string, count: number): readonly string[] {
  return count === 1 ? [topic] : Array.from({ length: count }, (_, place) => `${topic}-${String(place + 1)}`);
}
