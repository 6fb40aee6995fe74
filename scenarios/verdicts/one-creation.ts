/** A creation as cheap as it gets in `create-topic-storm`: few clients, a record each, little settling. */
export const ONE_CREATION = {
  'client.count': 3,
  'client.messages': 3,
  'topic.partitions': 1,
  'run.settleMs': 2000,
} as const;
