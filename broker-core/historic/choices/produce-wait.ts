import type { PartitionsPort, ProduceWait } from '../../broker/seams.js';
import type { Wait } from '../../env.js';
import { measured, sleep, yieldNow } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

/** The waits tried in the produce handler (S3:L82-124; R6): each looks again whether this broker leads. */
export interface ProduceWaitConfig {
  /** Looks before it gives up; null: as many as the strategy has in the documents. */
  readonly attemptsMax: number | null;
  /** Length of a sleep; null: as in the documents. */
  readonly sleepUs: number | null;
}

const SLEEP: Wait = { kind: 'poll', label: 'await leadership' };

/** After so many yields one sleep. */
const YIELDS_PER_SLEEP = 10;

const leadsHere = ({ replicaOf }: PartitionsPort, topic: string, partition: number): boolean =>
  replicaOf(topic, partition)?.leads ?? false;

/** Attempt 1: sleeps 20 ms, 50 times. If another broker leads the partition, it is one second for nothing. */
export const sleepUntilLeading =
  ({ attemptsMax, sleepUs }: ProduceWaitConfig): ProduceWait =>
  (ctx, port, topic, partition) =>
    unlessLeading(ctx, port, topic, partition, async () => {
      for (let attempt = 1; attempt <= (attemptsMax ?? 50); attempt += 1) {
        await sleep(ctx, sleepUs ?? 20_000, SLEEP);
        if (leadsHere(port, topic, partition)) return;
      }
    });

/** Attempt 2: yields 100 times and sleeps 10 ms at each tenth: 100 ms, not for ever, as the document says. */
export const yieldUntilLeading =
  ({ attemptsMax, sleepUs }: ProduceWaitConfig): ProduceWait =>
  (ctx, port, topic, partition) =>
    unlessLeading(ctx, port, topic, partition, async () => {
      for (let attempt = 1; attempt <= (attemptsMax ?? 100); attempt += 1) {
        await yieldNow(ctx);
        if (leadsHere(port, topic, partition)) return;
        if (attempt % YIELDS_PER_SLEEP === 0) await sleep(ctx, sleepUs ?? 10_000, SLEEP);
      }
    });

/**
 * Attempt 3: as attempt 1, but only if the hint of the replica here is broker 0. An unknown leader is broker
 * 0 to Raft, but no broker in the hint: the condition never holds.
 */
export const sleepIfHintIsZero =
  (config: ProduceWaitConfig): ProduceWait =>
  async (ctx, port, topic, partition) => {
    const replica = port.replicaOf(topic, partition);
    if (replica?.elected === 0) await sleepUntilLeading(config)(ctx, port, topic, partition);
  };

async function unlessLeading(
  ctx: Ctx,
  port: PartitionsPort,
  topic: string,
  partition: number,
  wait: () => Promise<void>,
): Promise<void> {
  if (!leadsHere(port, topic, partition)) await measured(ctx, 'produceWait', wait);
}
