import test from 'ava';
import { ScheduleError } from '../faults/parse.js';
import { World, type FaultOptions } from './world.js';

async function errorsOf(faults: FaultOptions): Promise<readonly string[]> {
  const world = new World({ seed: 1 });
  world.addNode({ nodeId: 'a', boot: () => undefined });
  try {
    await world.run(faults);
    return [];
  } catch (error) {
    if (error instanceof ScheduleError) return error.errors;
    throw error;
  }
}

const crash = { id: 'f1', type: 'crash', loses: 'all', atMs: 1 };
const role = { ...crash, target: 'leader of it' };
const command = { id: 'f1', type: 'command', name: 'elect', target: 'a', atMs: 1 };

test('what is no schedule is refused before anything runs, with all that is wrong', async (t) => {
  t.deepEqual(await errorsOf({ schedule: 'crash a' }), ['a schedule is a list of entries, not "crash a"']);
  const errors = await errorsOf({ schedule: [{ ...crash, target: 'b', untilMs: 0.5 }] });
  t.is(errors.length, 2);
  t.regex(errors[0] ?? '', /^entry "f1": target is "b"; it is a node: a/);
});

test('a role needs a resolveTarget', async (t) => {
  t.regex((await errorsOf({ schedule: [role] }))[0] ?? '', /this run resolves no roles, unless it is given/);
  t.deepEqual(await errorsOf({ schedule: [role], resolveTarget: () => ['a'] }), []);
});

test('a command needs a runCommand', async (t) => {
  t.deepEqual(await errorsOf({ schedule: [command] }), [
    'entry "f1": nothing knows the command elect; give the run a runCommand',
  ]);
  t.deepEqual(await errorsOf({ schedule: [command], runCommand: () => true }), []);
});

test('a run without a schedule has no faults', async (t) => {
  t.deepEqual(await errorsOf({}), []);
});
