/**
 * What the kernel takes from its host: the barrier, the yield to the event loop, the wall clock that says
 * when, and what its guards stand in front of. Seen by sim/tsconfig.json alone, where nothing else of Node
 * has a name; the build takes Node's own declarations.
 */
declare const process: {
  nextTick(callback: (...args: unknown[]) => void, ...args: unknown[]): void;
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
};
declare const performance: { now(): number };
declare function setImmediate(callback: () => void): unknown;

// `var`, because only that is a property of globalThis too.
declare var crypto: object;

declare module 'node:crypto' {
  const nodeCrypto: object;
  export default nodeCrypto;
}

declare module 'node:module' {
  export function syncBuiltinESMExports(): void;
}

declare module 'node:timers' {
  const nodeTimers: object;
  export default nodeTimers;
}

declare module 'node:timers/promises' {
  const nodeTimersPromises: object;
  export default nodeTimersPromises;
}

declare module 'node:v8' {
  /** Sets a hook, and returns what takes it away. */
  export const promiseHooks: { onBefore(hook: () => void): Function };
  export function getHeapStatistics(): { readonly used_heap_size: number; readonly heap_size_limit: number };
  export function setFlagsFromString(flags: string): void;
}

declare module 'node:vm' {
  export function runInNewContext(code: string): unknown;
}

interface ErrorConstructor {
  /** Puts the stack of here into `target`, without `entered` and what it called. */
  captureStackTrace(target: object, entered?: (...args: never[]) => unknown): void;
}
