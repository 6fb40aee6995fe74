import {
  endAtNextLook,
  everyMultipleOf,
  latenciesMs,
  longest,
  mean,
  perS,
  pooledWaitsMs,
  sum,
  text,
  waitsMs,
} from '../figures.js';
import { reportedBy, TOOL_RUN } from '../tool-run.js';
import { ONE_CREATION, type Figure, type Lab, type VerdictRow } from '../row.js';

const SEEDS = [1, 60] as const;

export const r1: VerdictRow = {
  id: 'R1',
  seedsEnough: 40,
  claim:
    'A creation that looks for its topic every 50 ms, 80 times, takes 50 to 200 ms and fails after 4 s. (Whether that alone takes 85 % of the throughput is E6.)',
  source: 'S2:L5-115; S1:L54-83',
  expected:
    'A commit after c is seen after ceil(c/p)*p for an interval p, half an interval late in the mean; 79 sleeps and 3,950 ms before it fails; those in the queue of the lock share the result (spec b R1)',
  async settle(lab) {
    const told = await lab.sweep('create-topic-storm', SEEDS, { variant: 'notify', set: ONE_CREATION });
    const notified = mean(pooledWaitsMs(told, 'createWait'));
    const intervals = [];
    for (const pollMs of [50, 10, 37]) {
      const set = { ...ONE_CREATION, 'createWait.pollMs': pollMs };
      const runs = await lab.sweep('create-topic-storm', SEEDS, { set });
      intervals.push({
        pollMs,
        waits: pooledWaitsMs(runs, 'createWait'),
        ...endAtNextLook('createWait', pollMs, { polled: runs, told }),
      });
    }
    const polled = mean(intervals[0]?.waits ?? []);
    const gaveUp = async (set: Readonly<Record<string, number>>): Promise<number> => {
      const alone = { 'storm.quorum': 'cut', 'storm.cutMs': 4500, 'client.count': 1, 'client.messages': 1 };
      return longest(
        waitsMs(await lab.run('create-topic-storm', { set: { ...alone, ...set } }), 'createWait'),
      );
    };
    const gaveUpMs = await gaveUp({});
    const formerMs = await gaveUp({ 'createWait.attemptsMax': 20, 'cluster.nodes': 5 });
    const storm = await lab.run('create-topic-storm');
    const slowestMs = longest(latenciesMs(storm, 'createTopic'));
    return {
      checks: {
        ...Object.fromEntries(
          intervals.map(({ pollMs, waits, exact, compared }) => [
            `with ${text(pollMs)} ms between looks every wait ends at the first look after a notification would have come, to the microsecond`,
            everyMultipleOf(waits, pollMs) && compared > 0 && exact === compared,
          ]),
        ),
        'it gives up after 79 sleeps, not 80': gaveUpMs === sum([79 * 50]),
        'with 20 looks, as before 040ce2d, and on five nodes, after 19 sleeps': formerMs === sum([19 * 50]),
        ...Object.fromEntries(
          intervals.map(({ pollMs, waits }) => [
            `looking every ${text(pollMs)} ms costs half of that more than a notification, within a tenth of it`,
            Math.abs(mean(waits) - notified - pollMs / 2) <= pollMs / 10,
          ]),
        ),
        'those who wait for the lock share one creation: nobody waits longer than it took': slowestMs <= 200,
      },
      measured:
        `Waits of a creation: ${text(polled)} ms in the mean when polled every 50 ms, ${text(notified)} ms when notified; ` +
        `without a quorum it gives up after ${text(gaveUpMs)} ms. In the storm of 128 clients the slowest creation took ${text(slowestMs)} ms, ` +
        `and ${text(storm.operations['produce']?.throughputPerS)} messages a second went through.`,
      figures: await figures(lab, storm.operations['produce']?.throughputPerS ?? null),
    };
  },
};

/** As quoted, as the code was, and with the assignment of a week later. */
async function figures(lab: Lab, asQuoted: number | null): Promise<readonly Figure[]> {
  const asItWas = await lab.run('create-topic-storm', { variant: 'sleep-then-poll' });
  const asMeasured = reportedBy(
    await lab.run('create-topic-storm', { variant: 'sleep-then-poll', set: TOOL_RUN }),
  );
  const storm = {
    what: '128 clients, one new topic',
    unit: 'msg/s',
    documented: 1396,
    kind: 'shape',
  } as const;
  return [
    {
      ...storm,
      predicted: asQuoted ?? Number.NaN,
      note: 'as quoted, by a true clock (the tool’s knows no run below 5 s): polling alone does not explain it',
    },
    {
      ...storm,
      predicted: perS(asItWas),
      note: 'with the sleep of 150 ms in each of sixteen proposals, and in the first use of each partition: at most 2.85 s',
    },
    {
      ...storm,
      predicted: asMeasured.throughputPerS,
      note: 'as the tool measures it: its warm-up creates the topic before its clock starts, so nothing is lost. Unexplained: 1,396 by its clock are 25.4 s of stall in a run of 30. The server’s log of that run would settle it',
    },
  ];
}
