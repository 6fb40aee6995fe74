import type { CreateWait } from '../../broker/creation/creation.js';
import { pollImage } from '../image-wait/image-wait.js';
import { inImage, submit, type CreateWaitConfig } from './shared.js';

/**
 * Looks at the image up to 80 times, 50 ms apart, in the documents (S2:L65-110): at most 79 sleeps, so the limit is 3,950 ms, not the
 * 4,000 that it logs.
 */
export const pollCreate =
  (config: CreateWaitConfig): CreateWait =>
  async (ctx, port, topic) => {
    const submitted = await submit(ctx, port, topic, config);
    return submitted.ok ? pollImage(ctx, inImage(port, topic), config) : submitted;
  };
