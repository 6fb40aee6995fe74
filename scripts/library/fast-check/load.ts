/** fast-check of the project that uses it: where it is not installed, one line says what to do. */
import type * as FastCheck from 'fast-check';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';

export const fc = await load();

async function load(): Promise<typeof FastCheck> {
  try {
    return await import('fast-check');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw error;
    throw new UsageError(
      'stallgrind/fast-check needs fast-check 4, which is not installed here: npm install --save-dev fast-check',
    );
  }
}
