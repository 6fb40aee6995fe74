import test from 'ava';
import type { Wait } from '../../broker-core/door.js';
import { createHistory, NO_HISTORY, ORIGIN, type History } from './history.js';
import { Timeouts } from './timeouts.js';

const WAIT: Wait = { kind: 'timeout', label: 'high watermark' };

/** A program on n2 in which one waits since `since`, and how often it was asked. */
function withProgram(history: History, since: number): { timeouts: Timeouts; askedCount: () => number } {
  const timeouts = new Timeouts(history);
  let asked = 0;
  timeouts.addProgram('n2', (matches) => {
    asked += 1;
    return matches(since) ? { since, wait: WAIT, on: ['n3'] } : null;
  });
  return { timeouts, askedCount: () => asked };
}

test('a time-out waited for what waits elsewhere and comes from where it was set', (t) => {
  const history = createHistory();
  const set = history.add(ORIGIN, 10, 1, WAIT);
  const stranger = history.add(ORIGIN, 20, 1, WAIT);
  const { timeouts } = withProgram(history, history.add(set, 30, 2, WAIT));
  t.deepEqual(timeouts.waitedFor('n1', set)?.wait, WAIT);
  t.is(timeouts.waitedFor('n1', set)?.nodeId, 'n2');
  t.is(timeouts.waitedFor('n1', stranger), null);
  // Of its own node the program knows what its timers are for.
  t.is(timeouts.waitedFor('n2', set), null);
});

test('without causes nobody is asked, as all that waits would come from the origin', (t) => {
  for (const history of [NO_HISTORY, createHistory()]) {
    const { timeouts, askedCount } = withProgram(history, ORIGIN);
    timeouts.addDevice(() => [{ since: ORIGIN, wait: WAIT, at: ['n3'] }]);
    t.is(timeouts.waitedFor('n1', ORIGIN), null);
    t.is(askedCount(), 0);
  }
});
