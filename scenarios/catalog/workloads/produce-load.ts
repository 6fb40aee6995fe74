/**
 * Closed-loop producers: each client has so many records in flight, and sends the next when one is answered.
 * Together they send a given number of records.
 */
import type { Producer, SendResult } from '../../../broker-core/client/producer.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { joinAll } from '../../../broker-core/runtime/join.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Wait } from '../../../broker-core/env.js';
import { clientProfile } from '../../harness/cluster/from-settings.js';
import type { Load, LoadClient, LoadContext, SentRecord } from '../../harness/definition/scenario.js';
import type { Settings } from '../../harness/settings/table.js';
import { onEach } from './together.js';

const THINK: Wait = { kind: 'sleep', label: 'client thinks' };
const SETTLE: Wait = { kind: 'sleep', label: 'client sleeps after creation' };

export interface ProduceLoad {
  /** Topic of a client's n-th record. */
  readonly topicOf: (client: number, n: number) => string;
}

/** All to one topic, but for one record in `every`, which goes to a topic that nobody has used before. */
export function withNewTopics(topic: string, every: number): ProduceLoad['topicOf'] {
  return (client, n) => (n % every === every - 1 ? `new-${client + 1}-${n}` : topic);
}

/** `client.messages` records in all, dealt out evenly; those of the warm-up before, and not among them. */
export function produceLoad(load: ProduceLoad): Load {
  const measured = measuredLoad(load);
  return (context, done) => {
    const [first] = context.clients;
    if (first === undefined || context.settings['client.warmupMessages'] === 0) measured(context, done);
    else
      first.run(
        (ctx) => warmUp(ctx, context, first, load),
        () => measured(context, done),
      );
  };
}

/** One by one, by one client, into the topics that all clients begin with. */
async function warmUp(
  ctx: Ctx,
  { settings, history, clients }: LoadContext,
  { name, client }: LoadClient,
  { topicOf }: ProduceLoad,
): Promise<void> {
  const { acks } = clientProfile(settings);
  const padding = '.'.repeat(settings['client.recordBytes']);
  for (let n = 0; n < settings['client.warmupMessages']; n += 1) {
    const topic = topicOf(n % clients.length, Math.floor(n / clients.length));
    const value = valueOf(`${name}-warm-up`, n, padding);
    const sent = toBeSent(name, topic, value, acks, ctx.env.trace.nowUs());
    history.sent.push(sent);
    sent.outcome = outcomeOf(await client.producer.send(ctx, { topic, key: value, value }, 'warmUp'));
    sent.answeredAtUs = ctx.env.trace.nowUs();
  }
}

function measuredLoad({ topicOf }: ProduceLoad): Load {
  return (context, done) => {
    const { settings, clients } = context;
    const settleUs = settings['client.sleepAfterCreateMs'] * 1000;
    const send = settings['client.recordsTogether'] > 1 ? sendTogether : sendEach;
    onEach(clients, done, async (ctx, client, place) => {
      const count = countOf(settings['client.messages'], clients.length, place);
      if (settleUs > 0) await settleIn(ctx, client.client.producer, topicOf(place, 0), settleUs);
      const untilUs = ctx.env.clock.nowUs() + settings['client.forMs'] * 1000;
      const lanes = settings['client.inFlight'];
      const part = { place, count, lanes, untilUs, topicOf };
      if (lanes === 1) await send(ctx, context, client, { ...part, lane: 0 });
      else {
        const all = Array.from({ length: lanes }, (_, lane) => lane);
        await joinAll(
          ctx,
          all.map((lane) => (inner: Ctx) => send(inner, context, client, { ...part, lane })),
        );
      }
    });
  };
}

/** What one of a client's loops sends: of its `count` records each that is its turn of `lanes`. */
interface Sending {
  readonly place: number;
  readonly count: number;
  readonly lane: number;
  readonly lanes: number;
  readonly untilUs: number;
  readonly topicOf: ProduceLoad['topicOf'];
}

async function sendEach(
  ctx: Ctx,
  { settings, history }: LoadContext,
  { name, client: { producer } }: LoadClient,
  { place, count, lane, lanes, untilUs, topicOf }: Sending,
): Promise<void> {
  const { clock, trace } = ctx.env;
  const { acks } = clientProfile(settings);
  const padding = '.'.repeat(settings['client.recordBytes']);
  const pause = pauses(settings);
  const limitMs = settings['client.sendTimeoutMs'];
  for (let n = lane; n < count && clock.nowUs() < untilUs; n += lanes) {
    const topic = topicOf(place, n);
    const value = valueOf(name, n, padding);
    const pauseUs = pause(ctx, n);
    if (pauseUs > 0) await sleep(ctx, pauseUs, THINK);
    const sent = toBeSent(name, topic, value, acks, trace.nowUs());
    history.sent.push(sent);
    const record = { topic, key: `${name}-${n}`, value };
    // Awaited here: an async function for each record costs as much as an event.
    sent.outcome = outcomeOf(
      await (limitMs === null
        ? producer.send(ctx, record)
        : producer.sendWithin(ctx, record, limitMs * 1000)),
    );
    sent.answeredAtUs = trace.nowUs();
  }
}

/** The same for so many records at a time, over as many partitions; the next when all are answered. */
async function sendTogether(
  ctx: Ctx,
  { settings, history }: LoadContext,
  { name, client }: LoadClient,
  { place, count, lane, lanes, untilUs, topicOf }: Sending,
): Promise<void> {
  const { clock, trace } = ctx.env;
  const { acks } = clientProfile(settings);
  const together = settings['client.recordsTogether'];
  const padding = '.'.repeat(settings['client.recordBytes']);
  const pause = pauses(settings);
  const sender = client.newSpreadSender();
  for (let first = lane * together; first < count && clock.nowUs() < untilUs; first += lanes * together) {
    const pauseUs = pause(ctx, first);
    if (pauseUs > 0) await sleep(ctx, pauseUs, THINK);
    const topic = topicOf(place, first);
    const numbers = Array.from({ length: Math.min(together, count - first) }, (_, more) => first + more);
    const sent = numbers.map((n) => toBeSent(name, topic, valueOf(name, n, padding), acks, trace.nowUs()));
    history.sent.push(...sent);
    const records = sent.map(({ value }, more) => ({ topic, key: `${name}-${first + more}`, value }));
    const results = await sender.send(ctx, topic, records);
    for (const [at, result] of results.entries()) {
      const record = sent[at];
      if (record === undefined) continue;
      record.outcome = outcomeOf(result);
      record.answeredAtUs = trace.nowUs();
    }
  }
}

/** How long a client lets pass before its n-th record. */
function pauses(settings: Settings): (ctx: Ctx, n: number) => number {
  const firstUs = settings['client.firstAfterMs'] * 1000;
  const thinkUs = settings['client.thinkMs'] * 1000;
  const spreadUs = settings['client.thinkSpreadMs'] * 1000;
  const setUs = (n: number): number => (n === 0 ? firstUs : thinkUs);
  if (spreadUs === 0) return (_ctx, n) => setUs(n);
  return (ctx, n) => setUs(n) + Math.floor(ctx.env.random.keyed('client thinks', n) * spreadUs);
}

/** Has the topic created, and gives it time. */
async function settleIn(ctx: Ctx, producer: Producer, topic: string, sleepUs: number): Promise<void> {
  await producer.knows(ctx, topic);
  await sleep(ctx, sleepUs, SETTLE);
}

function toBeSent(
  client: string,
  topic: string,
  value: string,
  acks: SentRecord['acks'],
  sentAtUs: number,
): SentRecord {
  return { client, topic, value, acks, sentAtUs, answeredAtUs: null, outcome: null };
}

export function outcomeOf(result: SendResult): SentRecord['outcome'] {
  if (result.ok) return { type: 'acknowledged', partition: result.partition, offset: result.offset };
  return { type: 'failed', error: result.error, mayBeInLog: result.mayBeInLog };
}

/** Unique, and as long as asked: the sender's name, its number, and padding as long as the whole. */
function valueOf(client: string, n: number, padding: string): string {
  const name = `${client}-${String(n).padStart(6, '0')}`;
  return name + padding.slice(name.length);
}

/** What the client at that `place` sends. */
function countOf(total: number, parts: number, place: number): number {
  return Math.floor(total / parts) + (place < total % parts ? 1 : 0);
}
