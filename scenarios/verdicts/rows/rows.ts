/** All rows, in the order of the specification. */
import { VERDICT_IDS } from '../ids.js';
import type { VerdictRow } from '../row.js';
import * as all from './all.js';

export const rows: readonly VerdictRow[] = Object.values<VerdictRow>(all).sort(
  (a, b) => VERDICT_IDS.indexOf(a.id) - VERDICT_IDS.indexOf(b.id),
);
