import type { Scout } from '../../harness/definition/invariant.js';
import { clusterScout } from './cluster.js';
import { metadataLogScout } from './metadata-log.js';
import { partitionsScout } from './partitions.js';

/** Those of every run of a broker. */
export const scouts: readonly Scout[] = [metadataLogScout, partitionsScout, clusterScout];
