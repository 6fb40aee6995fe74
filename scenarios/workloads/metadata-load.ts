/**
 * Clients that ask for a topic's metadata again and again, and have it created with the first question.
 */
import type { Load } from '../scenario.js';

/** `client.messages` questions in all; each client asks as soon as it has its answer. */
export function metadataLoad(topic: string): Load {
  return ({ settings, clients }, done) => {
    let left = settings['client.messages'];
    let running = clients.length;
    for (const client of clients) {
      client.run(async (ctx) => {
        while (left > 0) {
          left -= 1;
          await client.client.describe(ctx, topic, true);
        }
        running -= 1;
        if (running === 0) done();
      });
    }
    if (running === 0) done();
  };
}
