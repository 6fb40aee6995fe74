/** Clients that ask for a topic's metadata again and again, and have it created with the first question. */
import type { Wait } from '../../../broker-core/env.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Load } from '../../harness/definition/scenario.js';
import { onEach } from './together.js';

const THINK: Wait = { kind: 'sleep', label: 'client thinks' };

/** `client.messages` questions in all; each client thinks for `client.thinkMs` after each answer. */
export function metadataLoad(topic: string): Load {
  return ({ settings, clients }, done) => {
    let left = settings['client.messages'];
    const thinkUs = settings['client.thinkMs'] * 1000;
    onEach(clients, done, async (ctx, { client }) => {
      while (left > 0) {
        left -= 1;
        await client.describe(ctx, topic, true);
        if (thinkUs > 0 && left > 0) await sleep(ctx, thinkUs, THINK);
      }
    });
  };
}
