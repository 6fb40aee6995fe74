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
