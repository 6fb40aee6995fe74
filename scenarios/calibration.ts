/**
 * What requests cost a broker's cpu: the one place where figures are fitted, to the one baseline that may be (S1:L150-153):
 * 9,056 msg/s and a p99 of 15.05 ms with 128 closed-loop clients on existing topics.
 *
 * By Little's law 128 clients at 9,056 msg/s spend 14.13 ms on a request, and the p99 is only 0.9 ms above that mean: so nearly all
 * of it is waiting in a line that is served evenly, not the disk, whose sync varies more than that. The served resource is taken to
 * be the broker's worker threads. Everything else in a run follows from mechanism.
 */
import type { CostTable } from '../broker-core/config.js';

export const CALIBRATED_COSTS: CostTable = {
  /** A produce request on the leader: parse, validate, append, build the batch, answer. */
  produceUs: 330,
  /** A replicated batch on a follower. */
  replicateUs: 0,
  /** Nothing in the documents measures these; they are small beside the waits that the scenarios are about. */
  fetchUs: 50,
  metadataUs: 50,
};
