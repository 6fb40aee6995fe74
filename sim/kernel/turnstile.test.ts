import test from 'ava';
import { oneAtATime } from './pump.js';

test('work waits for what came before, also when that failed', async (t) => {
  const log: string[] = [];
  const work = (name: string, fails: boolean) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await new Promise(setImmediate);
    log.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const first = oneAtATime(work('a', true));
  const second = oneAtATime(work('b', false));
  await t.throwsAsync(first, { message: 'a' });
  t.is(await second, 'b');
  t.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends']);
});
