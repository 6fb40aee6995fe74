/** A wait of one's own for new topics: one command, and then looks at the image at doubling distances. */
import { defineConfig, defineVariant, type Strategies } from 'stallgrind';
import { sleep } from 'stallgrind/runtime';

const FIRST_US = 1000;
const LAST_US = 1_000_000;

const doubling: Strategies['createWait'] = async (ctx, { plan, writer, store, nextRequestId }, topic) => {
  const { name, config } = topic;
  const planned = plan(topic);
  if (!planned.ok) return planned;
  const command = {
    type: 'createTopicWithAssignments',
    name,
    config,
    partitions: planned.partitions,
    requestId: topic.requestId ?? nextRequestId(),
  } as const;
  const sent = writer.isLeader ? await writer.propose(ctx, command) : await writer.forward(ctx, command);
  if (!sent.ok) return sent;
  for (let waitUs = FIRST_US; store.view.topic(name) === undefined; waitUs *= 2) {
    if (waitUs > LAST_US) return { ok: false, error: 'NOT_FOUND' };
    await sleep(ctx, waitUs, { kind: 'poll', label: 'doubling', awaits: `topic:${name}` });
  }
  return { ok: true };
};

export default defineConfig({
  variants: [
    defineVariant({
      name: 'poll-doubling',
      base: 'reference',
      summary: 'looks for its topic after 1, 3, 7, 15, … ms',
      strategies: { createWait: doubling },
    }),
  ],
});
