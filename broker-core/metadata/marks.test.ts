import test from 'ava';
import { runProgram } from '../runtime/testkit/world.js';
import { encodeCommand, type Command } from '../protocol/commands.js';
import { MetadataStore } from './store.js';
import { registration, topicOf } from './testkit/image.js';

test('what is marked of a topic holds until it is deleted, and has to come true anew for the next one of its name', async (t) => {
  const { world } = await runProgram(async (program) => {
    const store = new MetadataStore(program.ctx.env, false);
    let index = 0;
    const apply = async (command: Command): Promise<void> => {
      index += 1;
      store.apply({ term: 1, index, data: encodeCommand(command) }).announce();
      await program.sleep(100);
    };
    await apply(registration(1, { startFenced: false }));
    await apply(topicOf('a', [1], [1]));
    await apply(topicOf('ab', [1]));
    await apply({ type: 'deleteTopic', name: 'a', requestId: null });
    await apply(topicOf('a', [1]));
  });
  const { marks } = world.recorder;
  const since = (key: string, atUs: number) => marks.lastUpTo('n1', key, atUs);
  t.deepEqual(
    ['topic:a', 'partition:a:0', 'partition:a:1', 'topic:ab', 'partition:ab:0'].map((key) => [
      since(key, 250),
      since(key, 350),
      since(key, 450),
    ]),
    [
      [100, null, 400],
      [100, null, 400],
      [100, null, null],
      [200, 200, 200],
      [200, 200, 200],
    ],
  );
});
