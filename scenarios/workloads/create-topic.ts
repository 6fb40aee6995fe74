/**
 * One explicit creation of a topic.
 */
import { replicationFactorOf } from '../cluster/from-settings.js';
import type { Load } from '../scenario.js';

/** The client never gives up on its own: what is measured is how long the broker takes. */
const LIMIT_US = 3_600_000_000;

/** The first client asks broker `to` to create `topic`. */
export function createTopicLoad(topic: string, to: string): Load {
  return ({ settings, clients, history }, done) => {
    const [first] = clients;
    if (first === undefined) {
      done();
      return;
    }
    first.run(async (ctx) => {
      const partitionCount = settings['topic.partitions'];
      const replicationFactor = replicationFactorOf(settings);
      const wanted = { name: topic, partitionCount, replicationFactor, config: [] };
      const result = await first.client.createTopic(ctx, to, wanted, LIMIT_US);
      if (result === 'ok') history.topicsAcknowledged.add(topic);
      done();
    });
  };
}
