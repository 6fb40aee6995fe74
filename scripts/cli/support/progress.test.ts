import test from 'ava';
import { fakeIo } from '../testkit/run-fake.js';
import { createProgress } from './pool.js';

function start(isTerminal: boolean, columns = 80) {
  const { io, printed } = fakeIo({ isTerminal, columns });
  const clock = { ms: 0 };
  return { clock, printed, progress: createProgress({ ...io, nowMs: () => clock.ms }) };
}

test('on a terminal one line is overwritten, with the rate and the time left', (t) => {
  const { clock, printed, progress } = start(true);
  progress.update(0, 100, 'begins');
  clock.ms = 50;
  progress.update(1, 100, 'too early to be shown');
  clock.ms = 4000;
  progress.update(10, 100, 'goes on');
  progress.end();
  const clear = '\r\u001b[K';
  t.is(printed.stderr, `${clear}0/100: begins${clear}10/100, 2.5/s, 36 s left: goes on${clear}`);
});

test('elsewhere there is a line every five seconds, and none for a short command', (t) => {
  const { clock, printed, progress } = start(false);
  for (let done = 0; done <= 14; done += 1) {
    clock.ms = done * 1000;
    progress.update(done, 1000, 'swept');
  }
  progress.end();
  t.is(printed.stderr, '5/1,000, 1/s, 17 min left: swept\n10/1,000, 1/s, 17 min left: swept\n');
});

test('a line stays within the terminal, or it could not be wiped', (t) => {
  const { printed, progress } = start(true, 20);
  progress.update(1, 2, 'x'.repeat(100));
  t.is(printed.stderr.length, 19 + '\r\u001b[K'.length);
});
