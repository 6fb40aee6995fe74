import {
  all,
  allPassed,
  endAtNextLook,
  everyMultipleOf,
  latenciesMs,
  longest,
  passing,
  shape,
  sum,
  text,
  waitsMs,
} from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { Checks, Lab, VerdictRow } from '../row.js';

/** When the quorum is back, and what polling and notification make of it. */
const BACK_MS = [1900, 2100, 3900, 4100] as const;

export const r2: VerdictRow = {
  id: 'R2',
  claim:
    'Registering a broker polls as creating a topic does: 50 to 200 ms for each, and followers may take 2 to 3 s.',
  source: 'S0:L21-101, L357-380',
  expected:
    'Multiples of the interval, n of them at start-up one after another; polling succeeds if it is applied within 3,950 ms, the notified fix only within 2 s; without a leader it fails at once (spec b R2)',
  async settle(lab) {
    const register = registerIn(lab);
    const five = await register('poll-50ms', { 'register.count': 5 });
    const finer = await register('poll-50ms', {
      'register.count': 5,
      'registerWait.pollMs': 20,
      'cluster.nodes': 5,
    });
    const notified = await register('notify', { 'register.count': 5 });
    const reference = await lab.reference('broker-registration', { 'register.count': 5 });
    const looks = [await endings(lab, 50), await endings(lab, 20), await endings(lab, 37)];
    const limits = await limitsOf(lab);
    const headless = await lab.run('broker-registration-no-leader', { set: { 'register.count': 1 } });
    return {
      checks: {
        'every wait is a multiple of 50 ms': everyMultipleOf(waitsMs(five, 'registerWait'), 50),
        'or of 20 ms, where that is the interval': everyMultipleOf(waitsMs(finer, 'registerWait'), 20),
        'and ends at the first look after a notification would have come, to the microsecond, for 50, 20 and 37 ms':
          all(looks, ({ exact, compared }) => compared > 0 && exact === compared),
        'they come one after another, none before the last is over': areSerial(five),
        ...limits.checks,
        'without a leader it fails at once, without a wait':
          latenciesMs(headless, 'registerBroker').join() === '0',
        'reference passes, 20 seeds': allPassed(reference),
      },
      measured:
        `Five registrations take ${text(totalMs(five))} ms polled, ${text(totalMs(notified))} ms notified, ${text(longest(reference.map(totalMs)))} ms at most in reference (${passing(reference)}); ` +
        `the fix narrows what is borne from ${text(limits.polledMs)} to ${text(limits.notifiedMs)} ms.`,
      figures: [
        shape('one registration, polled: 50 to 200', 'ms', {
          documented: 200,
          predicted: longest(waitsMs(five, 'registerWait')),
        }),
        shape('one registration, notified: 1 to 5', 'ms', {
          documented: 5,
          predicted: longest(waitsMs(notified, 'registerWait')),
          note: 'with the loop of 100 ms',
        }),
      ],
    };
  },
};

/** How late a quorum may be. */
async function limitsOf(
  lab: Lab,
): Promise<{ readonly checks: Checks; readonly polledMs: number; readonly notifiedMs: number }> {
  const register = registerIn(lab);
  const polledOk: boolean[] = [];
  const notifiedOk: boolean[] = [];
  for (const backMs of BACK_MS) {
    const set = { 'register.count': 1, 'register.quorumBackMs': backMs };
    polledOk.push(isOk(await register('poll-50ms', set)));
    notifiedOk.push(isOk(await register('notify', set)));
  }
  const lost = { 'register.count': 1, 'register.quorumBackMs': 9000 };
  const never = await register('poll-50ms', lost);
  const neverFiner = await register('poll-50ms', { ...lost, 'registerWait.pollMs': 20, 'cluster.nodes': 5 });
  const neverTold = await register('notify', lost);
  const neverToldSoon = await register('notify', { ...lost, 'registerWait.timeoutMs': 700 });
  return {
    checks: {
      'polling bears a quorum that is back after 1.9, 2.1 or 3.9 s, not after 4.1 s':
        polledOk.join() === 'true,true,true,false',
      'notified, only one that is back after 1.9 s': notifiedOk.join() === 'true,false,false,false',
      'polling gives up after 79 sleeps: 3,950 ms, or 1,580 ms of 20 each':
        waitsMs(never, 'registerWait').join() === '3950' &&
        waitsMs(neverFiner, 'registerWait').join() === '1580',
      'notified, it gives up at its limit: 2,000 or 700 ms':
        waitsMs(neverTold, 'registerWait').join() === '2000' &&
        waitsMs(neverToldSoon, 'registerWait').join() === '700',
    },
    polledMs: longest(waitsMs(never, 'registerWait')),
    notifiedMs: longest(waitsMs(neverTold, 'registerWait')),
  };
}

function registerIn(lab: Lab) {
  return (variant: string, set: Readonly<Record<string, number | string>> = {}): Promise<RunResult> =>
    lab.run('broker-registration', { variant, set });
}

/** One registration polled and one notified, in which all that comes before the wait is the same. */
async function endings(lab: Lab, pollMs: number): Promise<ReturnType<typeof endAtNextLook>> {
  const set = { 'register.count': 1 };
  const polled = await lab.twenty('broker-registration', { set: { ...set, 'registerWait.pollMs': pollMs } });
  const told = await lab.twenty('broker-registration', { variant: 'notify', set });
  return endAtNextLook('registerWait', pollMs, { polled, told });
}

function areSerial(run: RunResult): boolean {
  return all(
    run.requests.slice(1),
    ({ startMs }, place) =>
      startMs >= sum([run.requests[place]?.startMs ?? 0, run.requests[place]?.latencyMs ?? Number.NaN]),
  );
}

function isOk(run: RunResult): boolean {
  return run.operations['registerBroker']?.ok === 1;
}

function totalMs(run: RunResult): number {
  return sum(latenciesMs(run, 'registerBroker'));
}
