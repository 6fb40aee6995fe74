import type { Wait } from '../../env.js';
import type { ProposeWait } from '../../metadata/writer.js';
import type { ApplyResult } from '../../metadata/apply/result.js';
import { sharedCompletion } from '../../runtime/callback.js';

const APPLIED: Wait = { kind: 'wake', label: 'proposal applied' };

/**
 * The proposal is made when it has been applied, as on a server that is a cluster of its own and applies inside `propose` (S4:L213,
 * `apply_immediately`). By term too: what another leader put at its place is not it.
 */
export const appliedInPropose: ProposeWait = {
  reportsCommit: true,
  wait: async (ctx, store, { index, term }) => {
    let forget = (): void => undefined;
    try {
      const applied = await sharedCompletion<ApplyResult | null>(ctx, APPLIED, (done) => {
        forget = store.onIndex(index, term, done);
      });
      return applied === null ? 'NOT_CONTROLLER' : null;
    } finally {
      forget();
    }
  },
};
