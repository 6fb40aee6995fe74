import { Worker } from 'node:worker_threads';
import test from 'ava';

/** Runs `source`, a module, in a thread with a small heap. Gives what it posts, or the error that ended it. */
function inSmallHeap(source: string): Promise<unknown> {
  return new Promise((resolve) => {
    const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
    const worker = new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: 512 } });
    worker.once('message', resolve);
    worker.once('error', resolve);
  });
}

/** Events of which each makes 8 kB: `kept` says whether it stays alive. */
const program = (kept: boolean): string => `
  const { Kernel } = await import(${JSON.stringify(new URL('kernel.js', import.meta.url).href)});
  const { parentPort } = await import('node:worker_threads');
  const kernel = new Kernel({ seed: 1, eventsMax: 120_000, causes: false });
  const all = [];
  const wait = { kind: 'timer', label: 'again' };
  const again = () => {
    const made = new Array(1_000).fill(0.5);
    if (${String(kept)}) all.push(made);
    kernel.schedule(10, null, 'timer', wait, 0, again);
  };
  parentPort.postMessage(await kernel.run(again));
`;

test('a run that comes near the limit of the heap ends there, and says so', async (t) => {
  t.deepEqual(await inSmallHeap(program(true)), { reason: 'bound', bound: 'heap' });
});

test('garbage does not count, however much there is', async (t) => {
  t.deepEqual(await inSmallHeap(program(false)), { reason: 'bound', bound: 'events' });
});
