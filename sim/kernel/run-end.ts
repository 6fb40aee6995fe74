/** Why a run ended. The first two are regular. */
export type RunEnd =
  | { readonly reason: 'stopped' }
  | { readonly reason: 'idle' }
  | { readonly reason: 'bound'; readonly bound: 'virtual time' | 'events' | 'wall time' }
  | { readonly reason: 'failed'; readonly error: unknown };
