/** What a broker's partitions are configured with under test. */
import { findPreset } from '../../historic/presets.js';
import type { ReplicasDeps } from '../replicas.js';

/** As the preset of that name has it, with an event-driven loop; `axes` go before the preset's. */
export function replicasConfigOf(
  brokerId: number,
  variant: string,
  axes: Partial<ReplicasDeps['config']['axes']> = {},
): ReplicasDeps['config'] {
  const preset = findPreset(variant);
  if (preset === undefined) throw new Error(`no preset ${variant}`);
  return {
    brokerId,
    axes: { ...preset.axes, loop: 'event', ...axes },
    wal: {},
    replica: {
      lagTimeMaxUs: 30_000_000,
      minInsyncReplicas: 1,
      resendUs: 500_000,
      isrChangeTimeoutUs: 2_000_000,
    },
    groups: { tickUs: 10_000, electionTicks: 10, heartbeatTicks: 1 },
    costs: { produceUs: 210, replicateUs: 60, fetchUs: 50, metadataUs: 50 },
  };
}
