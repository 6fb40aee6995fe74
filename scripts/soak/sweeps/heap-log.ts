/**
 * Preloaded: each thread collects all its garbage now and then, and appends how much of its heap is in use
 * then. Without that a heap grows until its next full collection, which of a thread that makes little is long
 * to come.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryUsage, pid } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { threadId } from 'node:worker_threads';

const PERIOD_MS = 1000;
const folder = process.env['STALLGRIND_SOAK_HEAP'];

if (folder !== undefined) {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('garbage cannot be collected here');
  const file = join(folder, `${pid}-${threadId}.heap`);
  const log = (): void => {
    Reflect.apply(collect, undefined, []);
    appendFileSync(file, `${Date.now()} ${memoryUsage().heapUsed}\n`);
  };
  // It keeps nobody from ending.
  setInterval(log, PERIOD_MS).unref();
}
