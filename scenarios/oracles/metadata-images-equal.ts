import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';

interface Image {
  readonly nodeId: NodeId;
  readonly contentHash: number;
}

/**
 * The metadata of all brokers at one index is equal (invariant 31). Also when one of them changed its image beside the log, which no
 * applied entry shows (L7, L8). Checked at the end.
 */
export const metadataImagesEqual: Invariant = {
  name: 'metadata-images-equal',
  doc: 'Brokers that have applied the same index have the same metadata.',
  source: 'Raft paper, section 2 (replicated state machines); spec c L7, L8',
  create: ({ violate }) => ({
    atEnd({ views }) {
      const images = new Map<number, Image>();
      for (const [nodeId, { metadata }] of views) {
        const { appliedIndex, contentHash } = metadata;
        const first = images.get(appliedIndex);
        if (first === undefined) images.set(appliedIndex, { nodeId, contentHash });
        else if (first.contentHash !== contentHash) {
          const one = `${first.nodeId} has an image with hash ${first.contentHash}`;
          violate(`index ${appliedIndex}: ${one}, ${nodeId} one with hash ${contentHash}`);
        }
      }
    },
  }),
};
