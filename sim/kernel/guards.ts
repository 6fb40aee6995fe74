/**
 * Guards against the ambient world: while they are up, `Date`, `performance`, `Math.random`, `crypto`, timers and
 * `process.hrtime` throw {@link AmbientAccess}, which names the caller. They are up only while simulated code may run.
 */
import nodeCrypto from 'node:crypto';
import type { Barrier } from './host.js';

/** Simulated code reached for the real clock, real chance or a real timer. */
export class AmbientAccess extends Error {
  override readonly name = 'AmbientAccess';
  constructor(
    /** What was reached for: `Date.now`. */
    readonly what: string,
    /** Where from: the first stack frame outside the guards. */
    readonly caller: string,
  ) {
    super(`${what} was used inside a simulation, by ${caller}; time and chance come from Env alone`);
  }
}

export interface Guards {
  up(): void;
  down(): void;
}

interface Guarded {
  readonly owner: object;
  readonly key: string;
  readonly real: PropertyDescriptor;
  readonly fake: PropertyDescriptor;
}

/** `report` hears of each access as well, so that code which catches everything cannot hide one. */
export function createGuards(barrier: Barrier, report: (access: AmbientAccess) => void): Guards {
  const guarded: Guarded[] = [];
  let standing = false;

  function refuse(what: string): never {
    const access = new AmbientAccess(what, callerOf(new Error()));
    report(access);
    throw access;
  }
  function guard(owner: object, ownerName: string, keys: readonly string[]): void {
    for (const key of keys) {
      const real = findDescriptor(owner, key);
      if (real === undefined) continue;
      const what = ownerName === '' ? key : `${ownerName}.${key}`;
      guarded.push({ owner, key, real, fake: { ...real, value: () => refuse(what), writable: true } });
    }
  }

  guard(globalThis, '', ['setTimeout', 'setInterval', 'setImmediate']);
  guard(performance, 'performance', ['now']);
  guard(Math, 'Math', ['random']);
  guard(globalThis.crypto, 'crypto', ['getRandomValues', 'randomUUID']);
  guard(nodeCrypto, 'crypto', ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync', 'getRandomValues']);
  // nextTick would run after the barrier's tick: too late. Under `immediate` it is harmless.
  guard(process, 'process', barrier === 'tick' ? ['hrtime', 'uptime', 'nextTick'] : ['hrtime', 'uptime']);
  guarded.push({
    owner: globalThis,
    key: 'Date',
    real: { value: Date, writable: true, configurable: true, enumerable: false },
    fake: { value: guardedDate(refuse), writable: true, configurable: true, enumerable: false },
  });

  return {
    up() {
      if (standing) return;
      standing = true;
      for (const { owner, key, fake } of guarded) Object.defineProperty(owner, key, asData(fake));
    },
    down() {
      if (!standing) return;
      standing = false;
      for (const { owner, key, real } of guarded) Object.defineProperty(owner, key, real);
    },
  };
}

/** `new Date(1)` is arithmetic and stays; the current time does not. */
function guardedDate(refuse: (what: string) => never): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args: unknown[]) =>
      args.length === 0 ? refuse('new Date()') : (Reflect.construct(target, args) as object),
    apply: () => refuse('Date()'),
    get: (target, key): unknown => (key === 'now' ? () => refuse('Date.now') : Reflect.get(target, key)),
  });
}

function findDescriptor(owner: object, key: string): PropertyDescriptor | undefined {
  for (let at: object | null = owner; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return { ...descriptor, configurable: true };
  }
  return undefined;
}

function asData(descriptor: PropertyDescriptor): PropertyDescriptor {
  return {
    value: descriptor.value as unknown,
    writable: true,
    configurable: true,
    enumerable: descriptor.enumerable ?? false,
  };
}

function callerOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').slice(1);
  const outside = frames.find((frame) => !/kernel[\\/]guards\.[jt]s/.test(frame));
  return outside?.trim().replace(/^at /, '') ?? 'an unknown caller';
}
