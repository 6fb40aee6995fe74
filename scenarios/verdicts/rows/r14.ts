import { check, latenciesMs, longest, text } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const r14: VerdictRow = {
  id: 'R14',
  claim:
    'A standalone server that keeps its metadata in memory creates a topic in less than 1 ms, and its load does not stall.',
  source: 'S2:L122-165',
  expected: 'The same workload without a log: creation below 1 ms, no wait (spec b R14)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const creation = await lab.run('topic-creation', {
    variant: 'standalone-memory',
    set: { 'creation.ask': 'leader' },
  });
  const more = await lab.run('topic-creation', {
    variant: 'standalone-memory',
    set: { 'creation.ask': 'leader', 'topic.partitions': 30 },
  });
  const storm = await lab.run('create-topic-storm', { variant: 'standalone-memory' });
  const slowest = (run: typeof creation): number => longest(latenciesMs(run, 'createTopic'));
  const produce = storm.operations['produce'];
  return {
    checks: [
      check('one creation takes less than 1 ms', slowest(creation) < 1),
      check('with 30 partitions too', slowest(more) < 1),
      check('128 clients with one new topic: every creation takes less than 1 ms', slowest(storm) < 1),
      check(
        'and no record waits for longer than a client’s back-off',
        (produce?.latencyMs?.max ?? Number.NaN) < 250,
      ),
    ],
    measured:
      `A creation takes ${text(slowest(creation))} ms (an entry in a map is given no cost); in the storm of 128 clients the slowest takes ${text(slowest(storm))} ms, and the slowest ` +
      `record ${text(produce?.latencyMs?.max)} ms (${text(produce?.throughputPerS)} msg/s on one node with one worker).`,
    figures: [
      {
        ...{
          what: 'standalone, 128 clients',
          unit: 'msg/s',
          documented: 9000,
          predicted: produce?.throughputPerS ?? Number.NaN,
          kind: 'hardware',
        },
        note: 'one node has a third of the cluster’s workers here',
      },
    ],
  };
}
