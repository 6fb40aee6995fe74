import type { NodeId } from '../../broker-core/door.js';
import type { Recorder } from '../cause/recorder.js';
import type { Kernel } from '../kernel/kernel.js';
import type { SimulatedNetwork } from '../machine/network/network.js';
import type { RandomSource } from '../random/random.js';

/** What all nodes of a world share. */
export interface Commons {
  readonly kernel: Kernel;
  readonly network: SimulatedNetwork;
  readonly random: RandomSource;
  readonly recorder: Recorder;
  readonly onMark: (nodeId: NodeId, key: string, atUs: number) => void;
}
