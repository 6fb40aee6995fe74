import type { VerdictRow } from '../row.js';

export const e26: VerdictRow = {
  id: 'E26',
  claim: 'The version numbers printed in the documents say which code they speak of.',
  source: 'S2:L65 (v2.2.7, formerly v2.2.8); S1:L54 (v2.2.8)',
  expected: 'One loop goes under two version numbers, renamed in bulk later (spec, legend of sources).',
  untestable:
    'A matter of names: nothing to run. Variants here are named after what they do, with document and commit beside (`list variants`).',
};
