/**
 * All mutants, in the order of the page: a file of its area, and a line here. They are for their runner and
 * for tests alone: the broker holds none of them, and nothing that runs for people may import this.
 */
import { clientMutants } from './areas/clients.js';
import { controllerMutants } from './areas/controller.js';
import { fetchMutants } from './areas/fetch.js';
import { groupMutants } from './areas/groups.js';
import { idempotenceMutants } from './areas/idempotence.js';
import { isrMutants } from './areas/isr.js';
import { metadataMutants } from './areas/metadata.js';
import { raftMutants } from './areas/raft.js';
import { replicationMutants } from './areas/replication.js';
import { waitMutants } from './areas/waits.js';
import { walMutants } from './areas/wal.js';
import type { Mutant } from './form/mutant.js';

export const catalog: readonly Mutant[] = [
  ...raftMutants,
  ...walMutants,
  ...replicationMutants,
  ...isrMutants,
  ...idempotenceMutants,
  ...metadataMutants,
  ...groupMutants,
  ...fetchMutants,
  ...clientMutants,
  ...waitMutants,
  ...controllerMutants,
];
