/**
 * Explicit creations of one topic.
 */
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Wait } from '../../../broker-core/env.js';
import { replicationFactorOf } from '../../harness/cluster/from-settings.js';
import type { Load } from '../../harness/definition/scenario.js';
import type { Settings } from '../../harness/settings/table.js';

const BEFORE_ASKING: Wait = { kind: 'sleep', label: 'client waits before it asks' };

/** A client of its own asks broker `to`, so long after the load has begun. */
export interface Ask {
  readonly to: string;
  readonly afterMs: number;
}

/** The first client asks broker `to` to create `topic`. */
export function createTopicLoad(topic: string, to: string): Load {
  return askedToCreate(topic, () => [{ to, afterMs: 0 }]);
}

/**
 * As many clients as there are asks, each for the same topic; one that is refused asks again at once, `creation.retries` times at
 * most. That the topic is there already ends it too.
 */
export function askedToCreate(topic: string, asksOf: (settings: Settings) => readonly Ask[]): Load {
  return ({ settings, clients, history }, done) => {
    const asks = asksOf(settings);
    const limitUs = settings['creation.timeoutMs'] * 1000;
    const names = topicNames(topic, settings['creation.topics']);
    const partitionCount = settings['topic.partitions'];
    const replicationFactor = replicationFactorOf(settings);
    let running = Math.min(asks.length, clients.length);
    if (running === 0) done();
    asks.slice(0, clients.length).forEach(({ to, afterMs }, place) => {
      const asking = clients[place];
      asking?.run(async (ctx) => {
        if (afterMs > 0) await sleep(ctx, afterMs * 1000, BEFORE_ASKING);
        for (const name of names) {
          const wanted = { name, partitionCount, replicationFactor, config: [] };
          for (let retries = settings['creation.retries']; ; retries -= 1) {
            const result = await asking.client.createTopic(ctx, to, wanted, limitUs);
            if (result === 'ok') history.topicsAcknowledged.add(name);
            if (result === 'ok' || result === 'TOPIC_ALREADY_EXISTS' || retries === 0) break;
          }
        }
        running -= 1;
        if (running === 0) done();
      });
    });
  };
}

/** `orders`, or `orders-1` and so on, one after another. */
function topicNames(topic: string, count: number): readonly string[] {
  return count === 1 ? [topic] : Array.from({ length: count }, (_, place) => `${topic}-${String(place + 1)}`);
}
