/** A client that does what a list of commands says, and holds what it is told to a plain model. */
import { AssertionError } from '../../../broker-core/assert.js';
import type { Consumer } from '../../../broker-core/client/consumer.js';
import { placesOf } from '../../../broker-core/client/group/coordinator-link.js';
import type { GroupMember } from '../../../broker-core/client/group/group-member.js';
import type { Wait } from '../../../broker-core/env.js';
import type { PartitionOffset } from '../../../broker-core/protocol/records.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { select } from '../../../broker-core/runtime/join.js';
import { Notify } from '../../../broker-core/runtime/notify.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import {
  brokerNames,
  clientProfile,
  memberOptions,
  replicationFactorOf,
} from '../../harness/cluster/from-settings.js';
import type { Load, LoadClient, LoadContext, SentRecord } from '../../harness/definition/scenario.js';
import { choice, int, ms, within } from '../../harness/settings/areas/knob.js';
import type { SettingsWith } from '../../harness/settings/table.js';
import { commandOf, steps, type Commands } from '../../harness/steps/commands.js';
import { modelRun } from '../../harness/steps/model-run.js';
import { noteCommits, noteFetched } from './group-work.js';
import { BrokerModel } from './model-of-broker.js';
import { outcomeOf } from './produce-load.js';
import { createTopic, deleteTopic } from './topic-operations.js';

const GROUP = 'modelled';
const TOPICS = ['t1', 't2', 't3'] as const;
const POLL_US = 200_000;
const LIMIT_US = 10_000_000;
const NEVER_US = 86_400_000_000;
const HOLDS: Wait = { kind: 'sleep', label: 'consumer consumes' };

/** What the commands work with. */
export interface ModelSession {
  readonly context: LoadContext;
  readonly client: LoadClient;
  member: { readonly member: GroupMember; readonly stopped: Notify } | null;
  consumer: Consumer | null;
  /** Of the topics of the assignment. */
  topicIds: ReadonlyMap<string, string>;
  /** What the consumer has given since, by `topic/partition`: the offset behind it. */
  readonly read: Map<string, PartitionOffset>;
}

const command = commandOf<BrokerModel, ModelSession>();
const topic = choice('t1', TOPICS, 'Which topic.');
const partition = int(0, within(0, 2), 'Which partition.');
const isThere = (model: BrokerModel, args: { readonly topic: string }): boolean =>
  model.topic(args.topic) !== null;
const isMember = (model: BrokerModel): boolean => model.isMember;

/** Of topics, records and a group; the scenario `model-commands` takes them as `model.steps`. */
export const MODEL_COMMANDS: Commands<BrokerModel, ModelSession> = {
  create: command({
    args: { topic, partitions: int(1, within(1, 3), 'How many partitions it has.') },
    // Not again after a deletion: what is held of records is held of a topic by its name.
    check: (model, args) => model.isUnused(args.topic),
    async run(ctx, model, { context, client }, { topic: name, partitions: partitionCount }) {
      const { settings, history } = context;
      const wanted = { name, partitionCount, replicationFactor: replicationFactorOf(settings), config: [] };
      const to = brokerOf(context, model);
      const outcome = await createTopic(ctx, history, client, to, wanted, LIMIT_US);
      model.created(name, partitionCount, outcome);
    },
  }),
  delete: command({
    args: { topic },
    check: isThere,
    async run(ctx, model, { context, client }, { topic: name }) {
      const to = brokerOf(context, model);
      model.deleted(name, await deleteTopic(ctx, context.history, client, to, name, LIMIT_US));
    },
  }),
  describe: command({
    args: { topic },
    check: isThere,
    async run(ctx, model, { client }, { topic: name }) {
      const found = await client.client.describe(ctx, name);
      if (found.ok) model.described(name, found.partitions.length);
    },
  }),
  produce: command({
    args: { topic, records: int(1, within(1, 5), 'How many records, one after the other.') },
    check: isThere,
    run: produce,
  }),
  fetch: command({
    args: { topic, partition, from: int(0, within(0, 20), 'The offset to begin at.') },
    check: (model, args) => args.partition < (model.topic(args.topic)?.partitions.length ?? 0),
    async run(ctx, model, { client }, { topic: name, partition: number, from }) {
      const fetched = await client.client.fetch(ctx, name, number, from, 100);
      if (!fetched.ok) return;
      for (const { baseOffset, records } of fetched.batches)
        records.forEach(({ value }, place) => model.read(name, number, baseOffset + place, value));
    },
  }),
  join: command({ check: (model) => !model.isMember, run: join }),
  poll: command({
    check: isMember,
    async run(ctx, model, session) {
      const { context, client, read } = session;
      const consumer = session.consumer;
      if (consumer === null) return;
      const records = await consumer.poll(ctx, POLL_US);
      const atUs = ctx.env.trace.nowUs();
      if (records.length > 0)
        context.history.polls.push({
          consumer: client.name,
          assignment: consumer.assignments,
          atUs,
          records,
        });
      for (const { topic: name, partition: number, offset, value } of records) {
        model.read(name, number, offset, value);
        read.set(`${name}/${number}`, { topic: name, partition: number, offset: offset + 1 });
      }
    },
  }),
  commit: command({ check: isMember, run: commit }),
  committed: command({
    args: { topic },
    check: isThere,
    async run(ctx, model, { context, client }, { topic: name }) {
      const numbers = [...(model.topic(name)?.partitions ?? []).keys()];
      const partitions = [{ topic: name, partitions: numbers }];
      const committed = await client.client.offsetsOf(GROUP).fetch(ctx, partitions);
      if (committed === null) return;
      noteFetched(ctx, context, client, GROUP, { partitions, committed });
      for (const number of numbers) {
        const told = committed.offsets.find((one) => one.topic === name && one.partition === number);
        model.toldCommitted(name, number, told?.offset ?? null);
      }
    },
  }),
  leave: command({ check: isMember, run: leave }),
};

/** One after the other, so that which is asked depends on the steps alone. */
function brokerOf({ settings }: LoadContext, model: BrokerModel): string {
  const names = brokerNames(settings);
  model.askedCount += 1;
  return names[model.askedCount % names.length] ?? 'n1';
}

async function produce(
  ctx: Ctx,
  model: BrokerModel,
  { context, client }: ModelSession,
  { topic: name, records }: { readonly topic: string; readonly records: number },
): Promise<void> {
  const { acks } = clientProfile(context.settings);
  for (let count = 0; count < records; count += 1) {
    model.sentCount += 1;
    const value = `v${model.sentCount}`;
    const sent: SentRecord = {
      client: client.name,
      topic: name,
      value,
      acks,
      sentAtUs: ctx.env.trace.nowUs(),
      answeredAtUs: null,
      outcome: null,
    };
    context.history.sent.push(sent);
    const result = await client.client.producer.send(ctx, { topic: name, key: value, value });
    sent.outcome = outcomeOf(result);
    sent.answeredAtUs = ctx.env.trace.nowUs();
    // What fewer than all have may be lost by a crash, and no model would know.
    const isSure = result.ok && acks === -1;
    model.produced(name, value, isSure ? result : null, result.ok || result.mayBeInLog);
  }
}

/** In a task of its own, which goes on while other steps are taken. */
function join(_ctx: Ctx, model: BrokerModel, session: ModelSession): Promise<void> {
  const { context, client, read } = session;
  const member = client.client.member({
    ...memberOptions(context.settings),
    groupId: GROUP,
    topics: TOPICS,
    clientId: client.name,
    keepsSilent: () => false,
  });
  const consumer = (session.consumer ??= client.client.newConsumer());
  model.isMember = true;
  const stopped = new Notify();
  session.member = { member, stopped };
  client.run(async (ctx) => {
    await select(ctx, [
      async (inner) => {
        await member.run(inner, async (own, assignment) => {
          noteFetched(own, context, client, GROUP, assignment);
          read.clear();
          session.topicIds = assignment.committed.topicIds;
          consumer.assign(placesOf(assignment.partitions, assignment.committed));
          await sleep(own, NEVER_US, HOLDS);
        });
      },
      (inner) => stopped.notified().wait(inner),
    ]);
    consumer.assign([]);
    read.clear();
    model.isMember = false;
  });
  return Promise.resolve();
}

/** Everything that was read since the partitions were assigned. */
async function commit(ctx: Ctx, model: BrokerModel, session: ModelSession): Promise<void> {
  const { context, client, member, topicIds, read } = session;
  const offsets = [...read.values()].map((one) => ({ ...one, topicId: topicIds.get(one.topic) ?? null }));
  if (member === null || offsets.length === 0) return;
  const note = noteCommits(ctx, context, client, GROUP, offsets);
  const error = await member.member.commit(ctx, offsets);
  note(error);
  for (const one of offsets) model.committed(one.topic, one, error === 'NONE');
}

async function leave(ctx: Ctx, model: BrokerModel, session: ModelSession): Promise<void> {
  session.member?.stopped.notifyOne();
  await session.member?.member.leave(ctx);
  session.member = null;
  model.isMember = false;
}

/** Without any: what a client does with a topic, its records, and a group that reads them. */
const DEFAULT_STEPS =
  'create partitions=2; produce records=3; join; wait steps=5; fetch; poll; poll; commit; committed; leave; describe; delete';

export const MODEL_KNOBS = {
  'model.steps': steps(
    MODEL_COMMANDS,
    DEFAULT_STEPS,
    `What the client does, one after the other: ${Object.keys(MODEL_COMMANDS).join(', ')}, with their arguments.`,
  ),
  'model.pauseMs': int(100, ms, 'Time before each of them.'),
};

export type ModelSettings = SettingsWith<typeof MODEL_KNOBS>;

/** Done by the first client. An answer that the model would not give fails an assertion. */
export const modelLoad: Load<ModelSettings> = (context, done) => {
  const [client] = context.clients;
  if (client === undefined) {
    done();
    return;
  }
  const model = new BrokerModel();
  const run = modelRun({
    commands: MODEL_COMMANDS,
    steps: context.settings['model.steps'],
    model,
    pauseMs: context.settings['model.pauseMs'],
    onMismatch: (detail) => {
      throw new AssertionError(`the model disagrees: ${detail}`);
    },
  });
  client.run(async (ctx) => {
    const session: ModelSession = {
      context,
      client,
      member: null,
      consumer: null,
      topicIds: new Map(),
      read: new Map(),
    };
    await run.runIn(ctx, session);
    if (session.member !== null) await leave(ctx, model, session);
    await session.consumer?.close(ctx);
  }, done);
};
