import test from 'ava';
import { encodeCommand, type Command } from '../../protocol/commands.js';
import { MetadataStore } from '../../metadata/store.js';
import { registration } from '../../metadata/testkit/image.js';
import { runProgram } from '../../runtime/testkit/world.js';
import { notifyFirstPartition } from './image-wait.js';

const ASSIGNED: Command = { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [1] };
const LED: Command = { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 1 };

interface Waiting {
  readonly fromUs: number;
  readonly limitUs: number;
}

/** What becomes of these waits for a topic whose partition is assigned after 10 us and led after 20. */
async function waits(
  keysAreShared: boolean,
  ...all: readonly Waiting[]
): Promise<{ readonly log: readonly string[]; readonly findings: readonly { readonly type: string }[] }> {
  const { end, log, findings } = await runProgram(async ({ ctx, start, log: say, sleep: pause }) => {
    const store = new MetadataStore(ctx.env, keysAreShared);
    let index = 0;
    const apply = (command: Command): void => {
      index += 1;
      store.apply({ term: 1, index, data: encodeCommand(command) }).announce();
    };
    apply(registration(1, { startFenced: false }));
    all.forEach(({ fromUs, limitUs }, place) =>
      start(async (inner) => {
        await pause(fromUs);
        const wait = notifyFirstPartition({ pollUs: limitUs, attemptsMax: 2 });
        const led = await wait(inner, { env: ctx.env, store }, 'orders');
        say(`${place} ${led ? 'led' : 'not led'}`);
      }),
    );
    await pause(10);
    apply(ASSIGNED);
    await pause(10);
    apply(LED);
    await pause(10);
    say(`${store.pendingLeaders.size} left`);
  });
  if (end.reason === 'failed') throw end.error;
  return { log, findings };
}

test('all who wait for one topic are told, and nobody leaves anything behind', async (t) => {
  const both = await waits(false, { fromUs: 0, limitUs: 100 }, { fromUs: 5, limitUs: 100 });
  t.deepEqual(both, { log: ['20 0 led', '20 1 led', '30 0 left'], findings: [] });
});

test('one whose time is up does not take the entry of the others along', async (t) => {
  const one = await waits(false, { fromUs: 0, limitUs: 100 }, { fromUs: 0, limitUs: 15 });
  t.deepEqual(one.log, ['15 1 not led', '20 0 led', '30 0 left']);
  // Its news did come, after it had gone; no wake-up was lost, and no entry.
  const types = one.findings.map(({ type }) => type);
  t.deepEqual(types, ['late']);
});

test('under a shared key an assignment wakes, and is not taken for a leader', async (t) => {
  const shared = await waits(true, { fromUs: 0, limitUs: 100 });
  t.deepEqual(shared, { log: ['20 0 led', '30 0 left'], findings: [] });
  const late = await waits(true, { fromUs: 25, limitUs: 100 });
  t.deepEqual(late.log, ['25 0 led', '30 0 left']);
});
