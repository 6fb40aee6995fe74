/** What a broker's partitions are configured with under test. */
import type { ReplicasDeps } from '../replicas.js';

export function replicasConfigOf(brokerId: number): ReplicasDeps['config'] {
  return {
    brokerId,
    wal: {},
    replica: {
      lagTimeMaxUs: 30_000_000,
      minInsyncReplicas: 1,
      resendUs: 500_000,
      windowBytes: 1_048_576,
      isrChangeTimeoutUs: 2_000_000,
    },
    costs: { produceUs: 210, replicateUs: 60, fetchUs: 50, metadataUs: 50 },
  };
}
