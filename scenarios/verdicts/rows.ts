/** All rows, in the order of the specification. To add one: a file in `rows/`, and a line here. */
import type { VerdictRow } from './row.js';
import { e15 } from './rows/e15.js';
import { e16 } from './rows/e16.js';
import { e26 } from './rows/e26.js';
import { r7 } from './rows/r7.js';

export const rows: readonly VerdictRow[] = [
  // Regressions.
  r7,
  // Latent bugs.
  // Contradictions.
  e15,
  e16,
  e26,
];
