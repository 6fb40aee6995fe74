/**
 * What the kernel takes from its host: the barrier, the yield to the event loop, the wall clock that says when to yield,
 * and what its guards stand in front of. Seen by sim/tsconfig.json alone, where nothing else of Node has a name; the build
 * takes Node's own declarations.
 */
declare const process: {
  nextTick(callback: () => void): void;
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
};
declare const performance: { now(): number };
declare function setImmediate(callback: () => void): unknown;
declare function queueMicrotask(callback: () => void): void;

// `var`, because only that is a property of globalThis too.
declare var crypto: object;

declare module 'node:crypto' {
  const nodeCrypto: object;
  export default nodeCrypto;
}
