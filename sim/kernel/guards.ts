/**
 * Guards against the ambient world: while they are up, `Date`, `performance`, `Math.random`, `crypto`, timers
 * and `process.hrtime` throw {@link AmbientAccess} with the caller. Up only while simulated code may run.
 *
 * What a module has put aside before (`const now = Date.now`) gets past them; lint forbids that in the house.
 */
import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import nodeTimers from 'node:timers';
import nodeTimersPromises from 'node:timers/promises';
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

/** One property of something ambient. */
interface Guarded {
  readonly owner: object;
  readonly key: string;
  /** Null if the owner only inherits it. */
  readonly real: PropertyDescriptor | null;
  readonly fake: PropertyDescriptor;
}

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];
const CRYPTO = ['getRandomValues', 'randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync'];

const AMBIENT: readonly (readonly [owner: object, prefix: string, keys: readonly string[]])[] = [
  [globalThis, '', TIMERS],
  [nodeTimers, '', TIMERS],
  [nodeTimersPromises, '', TIMERS],
  [performance, 'performance.', ['now', 'mark', 'measure', 'toJSON']],
  [Math, 'Math.', ['random']],
  [globalThis.crypto, 'crypto.', CRYPTO],
  [nodeCrypto, 'crypto.', CRYPTO],
  [process, 'process.', ['uptime']],
];

/** `report` hears of each access as well, so that code which catches everything cannot hide one. */
export function createGuards(barrier: Barrier, report: (access: AmbientAccess) => void): Guards {
  /** `entered` is the function that was called; who called it is the first stack frame after that. */
  function refuse(what: string, entered: Entered): never {
    const caller = callerOf(entered);
    const access = new AmbientAccess(what, caller);
    report(access);
    throw access;
  }
  const guarded = AMBIENT.flatMap(([owner, prefix, keys]) =>
    keys.flatMap((key) => guard(owner, key, refusing(prefix + key, refuse))),
  );
  const hrtime = Object.assign(refusing('process.hrtime', refuse), {
    bigint: refusing('process.hrtime.bigint', refuse),
  });
  guarded.push(...guard(process, 'hrtime', hrtime), ...guard(globalThis, 'Date', guardedDate(refuse)));
  // It would run after the barrier's tick: too late. Harmless under `drain`, which not every host has.
  if (barrier !== 'immediate') guarded.push(...guard(process, 'nextTick', guardedNextTick(refuse)));

  let standing = false;
  function put(stand: boolean, set: (guard: Guarded) => void): void {
    if (standing === stand) return;
    standing = stand;
    for (const guard of guarded) set(guard);
    // `import { randomUUID } from 'node:crypto'` is a copy, which follows only when told.
    syncBuiltinESMExports();
  }
  return {
    up: () => put(true, ({ owner, key, fake }) => Object.defineProperty(owner, key, fake)),
    down: () =>
      put(false, ({ owner, key, real }) => {
        if (real === null) Reflect.deleteProperty(owner, key);
        else Object.defineProperty(owner, key, real);
      }),
  };
}

/** Nothing if the host does not have it, or holds it fixed. */
function guard(owner: object, key: string, value: unknown): Guarded[] {
  const real = Object.getOwnPropertyDescriptor(owner, key) ?? null;
  if (!(key in owner) || real?.configurable === false) return [];
  const enumerable = real?.enumerable ?? false;
  return [{ owner, key, real, fake: { value, writable: true, configurable: true, enumerable } }];
}

/** `new Date(1)` is arithmetic and stays; the current time does not. */
function guardedDate(refuse: Refuse): DateConstructor {
  const now = refusing('Date.now', refuse);
  const handler: Required<Pick<ProxyHandler<DateConstructor>, 'construct' | 'apply' | 'get'>> = {
    construct: (target, args: unknown[], made) =>
      args.length === 0
        ? refuse('new Date()', handler.construct)
        : (Reflect.construct(target, args, made) as object),
    apply: () => refuse('Date()', handler.apply),
    get: (target, key): unknown => (key === 'now' ? now : Reflect.get(target, key)),
  };
  return new Proxy(Date, handler);
}

/** Node's streams, and so `console.log`, put off their own bookkeeping by it: that stays. */
function guardedNextTick(refuse: Refuse): typeof process.nextTick {
  const real = process.nextTick.bind(process);
  const guarded: typeof process.nextTick = (...args) => {
    if (!/\(node:/.test(callerOf(guarded))) refuse('process.nextTick', guarded);
    real(...args);
  };
  return guarded;
}

type Entered = (...args: never[]) => unknown;
type Refuse = (what: string, entered: Entered) => never;

function refusing(what: string, refuse: Refuse): () => never {
  const refused = (): never => refuse(what, refused);
  return refused;
}

/** By its place on the stack, not by a file's name, which a bundler changes. */
function callerOf(entered: Entered): string {
  const error: { stack?: string } = {};
  Error.captureStackTrace(error, entered);
  const [, frame] = (error.stack ?? '').split('\n');
  return frame?.trim().replace(/^at /, '') ?? 'an unknown caller';
}

/** Runs code that makes a part of a run, and has to be as repeatable as the run, with the guards up. */
export function withoutAmbience<T>(work: () => T): T {
  const guards = createGuards('immediate', () => undefined);
  guards.up();
  try {
    return work();
  } finally {
    guards.down();
  }
}
