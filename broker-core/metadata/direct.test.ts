import test from 'ava';
import { runProgram } from '../runtime/testkit/world.js';
import { encodeCommand, type Command } from '../protocol/commands.js';
import { MetadataStore } from './store.js';

const create = (name: string): Command => ({
  type: 'createTopic',
  name,
  partitionCount: 1,
  replicationFactor: 1,
  config: [],
  ifExists: 'overwrite',
  requestId: null,
});

const assign = (topic: string): Command => ({ type: 'assignPartition', topic, partition: 0, replicas: [1] });

async function withStore(body: (store: MetadataStore) => void, sharesPartitionKeys = false): Promise<void> {
  const { end } = await runProgram(({ ctx }) => {
    body(new MetadataStore(ctx.env, sharesPartitionKeys));
    return Promise.resolve();
  });
  if (end.reason === 'failed') throw end.error;
}

/** As the entry at the next index. */
function apply(store: MetadataStore, command: Command): void {
  store.apply({ index: store.view.appliedIndex + 1, term: 1, data: encodeCommand(command) }).announce();
}

test('a write beside the log leaves the applied index alone, and the log goes on behind it', async (t) => {
  await withStore((store) => {
    apply(store, create('a'));
    const { stateHash, announce } = store.applyDirectly('wal:n1:1', create('b'), null);
    announce();
    t.is(stateHash, store.view.contentHash);
    t.is(store.view.appliedIndex, 1);
    t.is(store.view.topic('b')?.topicId, 'wal:n1:1');
    apply(store, create('c'));
    t.is(store.view.topic('c')?.topicId, '2');
  });
});

test('whoever waits for the topic is told; one write that comes twice is one', async (t) => {
  await withStore((store) => {
    const told: string[] = [];
    store.onApplied((command) => told.push(command.type));
    const notified = store.pendingTopics.insert('a').notified();
    t.truthy(notified);
    store.applyDirectly('wal:n1:1', create('a'), null).announce();
    t.is(store.pendingTopics.size, 0);
    const hash = store.view.contentHash;
    store.applyDirectly('wal:n1:1', create('a'), null).announce();
    t.is(store.view.contentHash, hash);
    t.deepEqual(told, ['createTopic']);
  });
});

test('what is stored between the copy of the image and its return is lost, but for the index', async (t) => {
  await withStore((store) => {
    apply(store, create('a'));
    const [first, second] = [store.copyOfImage(), store.copyOfImage()];
    apply(store, assign('a'));
    store.applyDirectly('wal:n1:1', create('b'), first).announce();
    t.is(store.view.appliedIndex, 2);
    t.is(store.view.partition('a', 0), undefined, 'the assignment');
    store.applyDirectly('wal:n1:2', create('c'), second).announce();
    const names = store.view.topics().map(({ name }) => name);
    t.deepEqual(names, ['a', 'c']);
    apply(store, assign('c'));
    t.is(store.view.appliedIndex, 3);
  });
});

test('under shared keys a change of leader ends the wait for an assignment; apart it does not', async (t) => {
  for (const shares of [true, false]) {
    await withStore((store) => {
      apply(store, create('a'));
      t.truthy(store.pendingPartitions.insert('a:0').notified());
      apply(store, { type: 'setPartitionLeader', topic: 'a', partition: 0, leader: 1 });
      t.is(store.pendingPartitions.size, shares ? 0 : 1);
    }, shares);
  }
});
