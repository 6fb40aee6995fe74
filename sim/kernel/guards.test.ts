import nodeCrypto, { randomBytes } from 'node:crypto';
import nodeTimers, { setTimeout as importedSetTimeout } from 'node:timers';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { Writable } from 'node:stream';
import test from 'ava';
import { AmbientAccess } from './guards.js';
import { Kernel, type KernelOptions } from './kernel.js';
import type { RunEnd } from './types.js';

function runCode(code: () => unknown, options: Partial<KernelOptions> = {}): Promise<RunEnd> {
  const kernel = new Kernel({ seed: 1, ...options });
  return kernel.run(() => {
    kernel.enter();
    void code();
  });
}

/** Taken when this file is loaded, before any run. */
const BEFORE = describeOwners();

function describeOwners(): PropertyDescriptorMap[] {
  const owners = [globalThis, Math, performance, crypto, nodeCrypto, nodeTimers, process];
  return owners.map((owner) => Object.getOwnPropertyDescriptors(owner) as PropertyDescriptorMap);
}

/** What is named in the error, and a piece of simulated code that reaches for it. */
const ACCESSES: readonly (readonly [what: string, reach: () => unknown])[] = [
  ['Date.now', () => Date.now()],
  ['new Date()', () => new Date()],
  ['Date()', () => Date()],
  ['Math.random', () => Math.random()],
  ['setTimeout', () => setTimeout(() => undefined, 0)],
  ['setInterval', () => setInterval(() => undefined, 1)],
  ['setImmediate', () => setImmediate(() => undefined)],
  ['setTimeout', () => importedSetTimeout(() => undefined, 0)],
  ['setTimeout', () => nodeTimers.setTimeout(() => undefined, 0)],
  ['setTimeout', () => sleepFor(1)],
  ['performance.now', () => performance.now()],
  ['performance.mark', () => performance.mark('here')],
  ['process.hrtime', () => process.hrtime()],
  ['process.hrtime.bigint', () => process.hrtime.bigint()],
  ['process.uptime', () => process.uptime()],
  ['process.nextTick', () => process.nextTick(() => undefined)],
  ['crypto.randomUUID', () => crypto.randomUUID()],
  ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(4))],
  ['crypto.randomUUID', () => nodeCrypto.randomUUID()],
  ['crypto.randomBytes', () => randomBytes(4)],
];

for (const [index, [what, reach]] of ACCESSES.entries()) {
  test.serial(
    `${index + 1}: ${what} fails the run and names its caller, even if everything is caught`,
    async (t) => {
      const swallows = async function theCulprit(): Promise<void> {
        await Promise.resolve();
        try {
          await reach();
        } catch {
          // As a careless retry loop would.
        }
      };
      const end = await runCode(swallows);
      const error = end.reason === 'failed' ? end.error : null;
      t.true(error instanceof AmbientAccess);
      t.is((error as AmbientAccess).what, what);
      t.regex((error as AmbientAccess).stack ?? '', /theCulprit/);
    },
  );
}

test.serial('the caller is the function that reached for it', async (t) => {
  const end = await runCode(function readsTheClock() {
    Date.now();
  });
  t.regex(
    end.reason === 'failed' ? String(end.error) : '',
    /Date\.now was used .* by readsTheClock \(.*guards\.test/,
  );
});

test.serial('dates that do not ask for the present are arithmetic, and stay', async (t) => {
  const end = await runCode(() => {
    class Day extends Date {}
    t.is(new Date(5).getTime(), 5);
    t.is(Date.UTC(1970, 0, 2), 86_400_000);
    t.true(new Date(5) instanceof Date);
    t.true(new Day(5) instanceof Day);
  });
  t.is(end.reason, 'idle');
});

test.serial('writing to a stream, as console.log does, is not an access', async (t) => {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const end = await runCode(() => stream.write('line', () => written.push('written')));
  t.is(end.reason, 'idle');
  t.deepEqual(written, ['line', 'written']);
});

test.serial('foreign code may use nextTick under the barrier immediate, and it runs in time', async (t) => {
  const log: string[] = [];
  const kernel = new Kernel({ seed: 1, barrier: 'immediate' });
  const end = await kernel.run(() => {
    kernel.enter();
    process.nextTick(() => log.push(`tick at ${kernel.nowUs()}`));
    kernel.schedule(10, null, 'timer', { kind: 'sleep', label: 'test' }, 0, () => log.push('event'));
  });
  t.is(end.reason, 'idle');
  t.deepEqual(log, ['tick at 0', 'event']);
});

test.serial('after a run everything is as it was', async (t) => {
  await runCode(() => undefined);
  const now = describeOwners();
  for (const [index, descriptors] of now.entries()) {
    t.deepEqual(Object.keys(descriptors), Object.keys(BEFORE[index] ?? {}));
    for (const [key, { value }] of Object.entries(descriptors))
      if (typeof value === 'function') t.is(value, BEFORE[index]?.[key]?.value, key);
  }
  t.is(randomBytes(4).length, 4);
});
