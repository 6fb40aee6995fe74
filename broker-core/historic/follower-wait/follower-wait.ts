import type { FollowerWaitPort } from '../../broker/creation/creation.js';

export interface FollowerWaitConfig {
  readonly pollUs: number;
  readonly attemptsMax: number;
}

/** All that the documents' wait looks at. Of the other partitions it says nothing. */
export function isFirstPartitionLed({ store }: FollowerWaitPort, topic: string): boolean {
  return (store.view.partition(topic, 0)?.leader ?? null) !== null;
}
