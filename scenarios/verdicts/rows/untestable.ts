/** What no run can settle. */
import type { VerdictRow } from '../row.js';

export const e15: VerdictRow = {
  id: 'E15',
  claim:
    'All the plumbing for notifications exists already; nothing new is needed for the follower that waits for a partition.',
  source: 'S0:L474 against S0:L142-145; S0:L446 against S0:L357',
  expected:
    'The same document says that the follower’s wait needs an extension of the metadata commands (spec e E15).',
  untestable:
    'A document that contradicts itself about the code of its day: there is nothing to run. What such a notification does is under R4.',
};

export const e16: VerdictRow = {
  id: 'E16',
  claim: 'The fixes can be applied as they are quoted.',
  source: 'S0:L67-101; S1:L109-140',
  expected:
    'One returns a value from a function that is declared to return none; the other calls a method that takes its receiver by mutable reference through a shared pointer (spec e).',
  untestable:
    'Whether a piece of Rust compiles is not for a simulation to say. The variants here do what the quotes mean.',
};

export const e26: VerdictRow = {
  id: 'E26',
  claim: 'The version numbers printed in the documents say which code they speak of.',
  source: 'S2:L65 (v2.2.7, formerly v2.2.8); S1:L54 (v2.2.8)',
  expected: 'One loop goes under two version numbers, renamed in bulk later (spec, legend of sources).',
  untestable:
    'A matter of names: nothing to run. Variants here are named after what they do, with document and commit beside (`list variants`).',
};
