/**
 * Consumers that read all partitions of some topics, all the while: during the load, while the cluster heals,
 * and then to the end of what is there.
 */
import type { Consumer } from '../../../broker-core/client/consumer.js';
import type { Wait } from '../../../broker-core/env.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Load, LoadContext, SetupTopic } from '../../harness/definition/scenario.js';
import type { Settings } from '../../harness/settings/table.js';

const AGAIN: Wait = { kind: 'backoff', label: 'consumer looks for the end again' };
/** How long one poll waits for records, before it looks whether it shall end. */
const POLL_US = 50_000;

export interface ConsumeLoad {
  /** Topics that are there when the load begins. */
  readonly topics: (settings: Settings) => readonly SetupTopic[];
}

/** Each consumer reads every partition; there are no groups. As a load it is over at once. */
export function consumeLoad({ topics }: ConsumeLoad): Load {
  return (context, done) => {
    const partitions = topics(context.settings).flatMap(({ name, partitions: count }) =>
      Array.from({ length: count }, (_, partition) => ({ topic: name, partition })),
    );
    for (const reader of context.consumers) {
      const work = context.background.begin();
      reader.run(async (ctx) => {
        const reading: Reading = { name: reader.name, consumer: reader.client.newConsumer(), partitions };
        reading.consumer.assign(partitions);
        while (!context.background.shallEnd) await readOn(ctx, context, reading);
        await readToTheEnd(ctx, context, reading);
        await reading.consumer.close(ctx);
      }, work.done);
    }
    done();
  };
}

interface Reading {
  readonly name: string;
  readonly consumer: Consumer;
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
}

async function readOn(ctx: Ctx, { history }: LoadContext, { name, consumer }: Reading): Promise<void> {
  const records = await consumer.poll(ctx, POLL_US);
  const { assignments: assignment } = consumer;
  const atUs = ctx.env.trace.nowUs();
  if (records.length > 0) history.polls.push({ consumer: name, assignment, atUs, records });
}

/** The final polls: up to where each partition ends now that nobody writes any more. */
async function readToTheEnd(ctx: Ctx, context: LoadContext, reading: Reading): Promise<void> {
  const { name, consumer } = reading;
  for (const place of reading.partitions) {
    const end = await endOf(ctx, consumer, place);
    while ((consumer.position(place) ?? -1) < end) await readOn(ctx, context, reading);
    context.history.finalPolls.push({ consumer: name, ...place });
  }
}

async function endOf(ctx: Ctx, consumer: Consumer, place: Reading['partitions'][number]): Promise<number> {
  for (;;) {
    const end = await consumer.endOffset(ctx, place);
    if (end !== null) return end;
    await sleep(ctx, POLL_US, AGAIN);
  }
}
