import type { ProposeWait } from '../../metadata/writer.js';

/** A proposal that is in the log is enough. */
export const noProposeWait: ProposeWait = { reportsCommit: false, wait: () => Promise.resolve(null) };
