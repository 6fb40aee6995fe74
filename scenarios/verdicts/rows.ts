/** All rows, in the order of the specification. To add one: a file in `rows/`, and a line here. */
import type { VerdictRow } from './row.js';
import { e1 } from './rows/e1.js';
import { e10 } from './rows/e10.js';
import { e11 } from './rows/e11.js';
import { e12 } from './rows/e12.js';
import { e13 } from './rows/e13.js';
import { e15 } from './rows/e15.js';
import { e16 } from './rows/e16.js';
import { e17 } from './rows/e17.js';
import { e18 } from './rows/e18.js';
import { e19 } from './rows/e19.js';
import { e20 } from './rows/e20.js';
import { e21 } from './rows/e21.js';
import { e22 } from './rows/e22.js';
import { e23 } from './rows/e23.js';
import { e2 } from './rows/e2.js';
import { e26 } from './rows/e26.js';
import { e27 } from './rows/e27.js';
import { e28 } from './rows/e28.js';
import { e3 } from './rows/e3.js';
import { e4 } from './rows/e4.js';
import { e5 } from './rows/e5.js';
import { e5b } from './rows/e5b.js';
import { e6 } from './rows/e6.js';
import { e7 } from './rows/e7.js';
import { e8 } from './rows/e8.js';
import { l1 } from './rows/l1.js';
import { l10 } from './rows/l10.js';
import { l11 } from './rows/l11.js';
import { l12 } from './rows/l12.js';
import { l13 } from './rows/l13.js';
import { l14 } from './rows/l14.js';
import { l15 } from './rows/l15.js';
import { l16 } from './rows/l16.js';
import { l18 } from './rows/l18.js';
import { l19 } from './rows/l19.js';
import { l2 } from './rows/l2.js';
import { l20 } from './rows/l20.js';
import { l27 } from './rows/l27.js';
import { l28 } from './rows/l28.js';
import { l29 } from './rows/l29.js';
import { l3 } from './rows/l3.js';
import { l30 } from './rows/l30.js';
import { l5 } from './rows/l5.js';
import { l6 } from './rows/l6.js';
import { l9 } from './rows/l9.js';
import { r1 } from './rows/r1.js';
import { r11 } from './rows/r11.js';
import { r14 } from './rows/r14.js';
import { r2 } from './rows/r2.js';
import { r3 } from './rows/r3.js';
import { r4 } from './rows/r4.js';
import { l21 } from './rows/l21.js';
import { l22 } from './rows/l22.js';
import { l24 } from './rows/l24.js';
import { l25 } from './rows/l25.js';
import { l26 } from './rows/l26.js';
import { r5 } from './rows/r5.js';
import { r6 } from './rows/r6.js';
import { r7 } from './rows/r7.js';
import { r8 } from './rows/r8.js';
import { r10 } from './rows/r10.js';
import { l23 } from './rows/l23.js';
import { e14 } from './rows/e14.js';
import { r9 } from './rows/r9.js';
import { r13 } from './rows/r13.js';
import { l4 } from './rows/l4.js';
import { l7 } from './rows/l7.js';
import { l8 } from './rows/l8.js';
import { l17 } from './rows/l17.js';
import { e9 } from './rows/e9.js';
import { r12 } from './rows/r12.js';
import { e24 } from './rows/e24.js';
import { e25 } from './rows/e25.js';

export const rows: readonly VerdictRow[] = [
  // Regressions.
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  r7,
  r8,
  r9,
  r10,
  r11,
  r12,
  r13,
  r14,
  // Latent bugs.
  l1,
  l2,
  l3,
  l4,
  l5,
  l6,
  l7,
  l8,
  l9,
  l10,
  l11,
  l12,
  l13,
  l14,
  l15,
  l16,
  l17,
  l18,
  l19,
  l20,
  l21,
  l22,
  l23,
  l24,
  l25,
  l26,
  l27,
  l28,
  l29,
  l30,
  // Contradictions.
  e1,
  e2,
  e3,
  e4,
  e5,
  e5b,
  e6,
  e7,
  e8,
  e9,
  e10,
  e11,
  e12,
  e13,
  e14,
  e15,
  e16,
  e17,
  e18,
  e19,
  e20,
  e21,
  e22,
  e23,
  e24,
  e25,
  e26,
  e27,
  e28,
];
