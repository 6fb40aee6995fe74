import test from 'ava';
import { runProgram } from '../../runtime/testkit/world.js';
import { untilMetadataIsLed } from './leaders.js';

/** When clients are let in, if a leader is known from `ledAtUs` on; `null`: never. */
async function letInAtUs(ledAtUs: number | null, limitUs: number): Promise<readonly string[]> {
  const { log } = await runProgram(async ({ ctx, log: tell }) => {
    const knowsLeader = (): boolean => ledAtUs !== null && ctx.env.clock.nowUs() >= ledAtUs;
    await untilMetadataIsLed({ limitUs })(ctx, knowsLeader);
    tell('in');
  });
  return log;
}

test('clients are let in at the first look that finds a leader, and after the time for it without one', async (t) => {
  t.deepEqual(await letInAtUs(0, 10_000_000), ['0 in']);
  t.deepEqual(await letInAtUs(150_000, 10_000_000), ['200000 in']);
  t.deepEqual(await letInAtUs(null, 10_000_000), ['10000000 in']);
  t.deepEqual(await letInAtUs(null, 730_000), ['730000 in']);
});
