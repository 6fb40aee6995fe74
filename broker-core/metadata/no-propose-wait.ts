import type { ProposeWait } from './writer.js';

/** A proposal that is in the log is enough. */
export const noProposeWait: ProposeWait = { reportsCommit: false, wait: () => Promise.resolve(null) };
