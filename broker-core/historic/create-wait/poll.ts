import type { Wait } from '../../env.js';
import { sleep } from '../../runtime/time.js';
import type { CreateWait } from '../../broker/creation/creation.js';
import { measured } from '../../broker/creation/measured.js';
import { lookUp, submit, type CreateWaitConfig } from './shared.js';

/**
 * Looks at the image up to `attemptsMax` times, `pollUs` apart: 80 and 50 ms in the documents (S2:L65-110). The first look is at
 * once and no sleep follows the last, so there are at most 79 sleeps, and the limit is 3,950 ms, not the 4,000 that it logs.
 */
export const pollCreate =
  (config: CreateWaitConfig): CreateWait =>
  async (ctx, port, topic) => {
    const submitted = await submit(ctx, port, topic, config);
    if (!submitted.ok) return submitted;
    const { pollUs, attemptsMax } = config;
    const poll: Wait = { kind: 'poll', label: 'createWait', awaits: `topic:${topic.name}` };
    return measured(ctx, async () => {
      for (let attempt = 1; ; attempt += 1) {
        const found = lookUp(port, topic);
        if (found.ok || attempt >= attemptsMax) return found;
        await sleep(ctx, pollUs, poll);
        ctx.env.trace.count('createWait.sleeps');
      }
    });
  };
