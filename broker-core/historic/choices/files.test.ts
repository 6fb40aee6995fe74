import test from 'ava';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { World } from '../../../sim/world/world.js';
import type { Env } from '../../env.js';
import { encodeCommand, type Command } from '../../protocol/commands.js';
import { MetadataStore } from '../../metadata/store.js';
import { encodeSnapshot } from '../../metadata/snapshot.js';
import { MetadataState } from '../../metadata/state/state.js';
import { accepted, registration } from '../../metadata/testkit/image.js';
import { plainBatch } from '../../partition/log/testkit/partition.js';
import { Mailroom } from '../../protocol/rpc.js';
import { Replicas } from '../../broker/replicas.js';
import { referenceReplication, type Replication, referenceStrategies } from '../../broker/strategies.js';
import { documentedReplication } from './replication.js';
import { replicasConfigOf } from '../../broker/testkit/replicas-config.js';

const CREATE: Command = {
  type: 'createTopic',
  name: 'orders',
  partitionCount: 1,
  replicationFactor: 1,
  config: [],
  ifExists: 'overwrite',
  requestId: null,
};
const ASSIGN: Command = { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [1] };
const LEAD: Command = { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 1 };
const TOPIC: readonly Command[] = [CREATE, ASSIGN, LEAD];
const DELETE: Command = { type: 'deleteTopic', name: 'orders', requestId: null };

const BY_NAME = documentedReplication;
const BY_ID: Replication = { ...referenceReplication, startsFenced: false };

/** A broker that leads what its image gives to it. */
class Holder {
  readonly store: MetadataStore;
  readonly #replicas: Replicas;

  constructor(env: Env, replication: Replication, opens: () => void) {
    this.store = new MetadataStore(env);
    this.#replicas = new Replicas({
      env,
      config: replicasConfigOf(1),
      strategies: { ...referenceStrategies, replication },
      store: this.store,
      mailroom: new Mailroom(env.network),
      brokerEpoch: () => 1,
      alterIsr: () => undefined,
      fence: (reason) => {
        throw new Error(reason);
      },
      observe: (fact) => {
        if (fact.type === 'partition' && fact.fact.type === 'opened') opens();
      },
    });
  }

  apply(...commands: readonly Command[]): void {
    for (const command of commands) {
      const index = this.store.view.appliedIndex + 1;
      this.store.apply({ index, term: 1, data: encodeCommand(command) }).announce();
    }
  }

  /** From the snapshot that such a log has become. */
  startFrom(...commands: readonly Command[]): void {
    const state = new MetadataState();
    for (const command of commands) accepted(state, command);
    this.store.restore({ index: state.appliedIndex, term: 1, data: encodeSnapshot(state) });
  }

  produce(value: string): void {
    this.#replicas.get('orders', 0)?.produce(plainBatch(value), 1, null, () => undefined);
  }

  /** Records in the partition; null: it is not there. */
  get count(): number | null {
    return this.#replicas.get('orders', 0)?.logEndOffset ?? null;
  }
}

/**
 * Does these steps 50 ms apart on a broker that has the topic, with a record in it, and gives how many
 * records there are after each; and after a restart, if it finds a snapshot of `afterwards` on its disk.
 */
async function counts(
  replication: Replication,
  steps: readonly ((holder: Holder) => void)[],
  afterwards: readonly Command[] | null = null,
): Promise<{ readonly counts: readonly (number | null)[]; readonly opened: number }> {
  const found: (number | null)[] = [];
  let lives = 0;
  let opened = 0;
  const world = new World({ seed: 1, untilUs: 3_000_000 });
  const live = registration(1, { startFenced: false });
  world.addNode({
    nodeId: 'n1',
    boot: (env) => {
      const holder = new Holder(env, replication, () => (opened += 1));
      const isFirst = (lives += 1) === 1;
      if (isFirst) holder.apply(live, ...TOPIC);
      else holder.startFrom(live, ...(afterwards ?? []));
      const todo = isFirst ? [produceFirst, ...steps] : [() => undefined];
      todo.forEach((step, place) => {
        const wait = { kind: 'sleep', label: 'the disk settles' } as const;
        env.timers.after((2 * place + 1) * 25_000, wait, () => step(holder));
        env.timers.after((2 * place + 2) * 25_000, wait, () => found.push(holder.count));
      });
    },
  });
  const restart = { id: 'restart', type: 'crash', target: 'n1', loses: 'all' } as const;
  const schedule: FaultSchedule = afterwards === null ? [] : [{ ...restart, atMs: 1000, untilMs: 1100 }];
  const end = await world.run({ schedule, resolveTarget: () => [], runCommand: () => false });
  if (end.reason === 'failed') throw end.error;
  return { counts: found, opened };
}

const produceFirst = (holder: Holder): void => holder.produce('a');
const replace = (holder: Holder): void => holder.apply(CREATE);

test('a topic that another creation has replaced keeps its records through a restart from a snapshot, where files go by name (L13)', async (t) => {
  const byName = await counts(BY_NAME, [replace], [...TOPIC, CREATE]);
  t.deepEqual(byName, { counts: [1, 1, 1], opened: 2 });
});

test('and when it is sent a snapshot, which knows the second one only', async (t) => {
  const byName = await counts(BY_NAME, [
    replace,
    ({ store }) => store.restore({ index: store.view.appliedIndex, term: 1, data: store.snapshot() }),
    (holder) => holder.produce('b'),
  ]);
  // It is the log that was open already: opened once more, two would write to its files.
  t.deepEqual(byName, { counts: [1, 1, 1, 2], opened: 1 });
});

test('the next topic of a name begins with the records of the last where files go by name, and with none where they go by id', async (t) => {
  const recreate = [(holder: Holder) => holder.apply(DELETE), (holder: Holder) => holder.apply(...TOPIC)];
  t.deepEqual(await counts(BY_NAME, recreate), { counts: [1, null, 1], opened: 1 });
  t.deepEqual(await counts(BY_ID, recreate), { counts: [1, null, 0], opened: 2 });
});

test('the next topic of a name is written to, though its epochs begin below those of the records that it finds', async (t) => {
  const steps = [
    (holder: Holder) => {
      holder.apply({ type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 2 });
      holder.apply(LEAD);
    },
    (holder: Holder) => holder.produce('b'),
    (holder: Holder) => holder.apply(DELETE),
    (holder: Holder) => holder.apply(...TOPIC),
    (holder: Holder) => holder.produce('c'),
  ];
  t.deepEqual(await counts(BY_NAME, steps), { counts: [1, 1, 2, null, 2, 3], opened: 1 });
});
