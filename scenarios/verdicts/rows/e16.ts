import type { VerdictRow } from '../row.js';

export const e16: VerdictRow = {
  id: 'E16',
  claim: 'The fixes can be applied as they are quoted.',
  source: 'S0:L67-101; S1:L109-140',
  expected:
    'One returns a value from a function that is declared to return none; the other calls a method that takes its receiver by mutable reference through a shared pointer (spec e).',
  untestable:
    'Whether a piece of Rust compiles is not for a simulation to say. The variants here do what the quotes mean.',
};
