/** A creation as cheap as it gets in `create-topic-storm`: a few clients with a record each, and little time to settle. */
export const ONE_CREATION = {
  'client.count': 3,
  'client.messages': 3,
  'topic.partitions': 1,
  'run.settleMs': 2000,
} as const;
