import type { RunResult } from '../../harness/result/run-result.js';
import { all, hardware, latenciesMs, longest, perS, text } from '../figures.js';
import type { Lab, VerdictRow } from '../row.js';

export const r14: VerdictRow = {
  id: 'R14',
  claim:
    'A standalone server that keeps its metadata in memory creates a topic in less than 1 ms, and its load does not stall.',
  source: 'S2:L122-165',
  expected:
    'The same workload without a log: creation below 1 ms, no wait (spec b R14). Compared with a cluster of as many workers',
  async settle(lab) {
    const creation = await lab.run('topic-creation', {
      variant: 'standalone-memory',
      set: { 'creation.ask': 'leader' },
    });
    const more = await lab.run('topic-creation', {
      variant: 'standalone-memory',
      set: { 'creation.ask': 'leader', 'topic.partitions': 30 },
    });
    const one = await loads(lab, 'standalone-memory');
    // As many as the three brokers of the cluster have together.
    const three = await loads(lab, 'standalone-memory', { 'cpu.workers': 3 });
    const cluster = await loads(lab, 'poll-50ms');
    const slowest = (run: RunResult): number => longest(latenciesMs(run, 'createTopic'));
    const produce = one.storm.operations['produce'];
    return {
      checks: {
        'one creation takes less than 1 ms': slowest(creation) < 1,
        'with 30 partitions too': slowest(more) < 1,
        '128 clients with one new topic: every creation takes less than 1 ms, with one worker and with three':
          slowest(one.storm) < 1 && slowest(three.storm) < 1,
        'and no record waits for longer than a client’s back-off': all(
          [one.storm, three.storm],
          (run) => (run.operations['produce']?.latencyMs?.max ?? Infinity) < 250,
        ),
        'a new topic costs the load less than 5 %, and a cluster that polls, with as many workers in all, more than five times as much':
          lossPercent(three) < 5 && lossPercent(cluster) > 5 * lossPercent(three),
      },
      measured:
        `A creation takes ${text(slowest(creation))} ms (an entry in a map is given no cost); in the storm of 128 clients the slowest takes ${text(slowest(one.storm))} ms, and the slowest ` +
        `record ${text(produce?.latencyMs?.max)} ms (${text(three.storm.operations['produce']?.latencyMs?.max)} ms with three workers). Against a topic that is there the storm loses ${said(one)} with one worker, ${said(three)} with three; ` +
        `a cluster of three with a worker each, polling, ${said(cluster)}.`,
      figures: [
        hardware('standalone, 128 clients', 'msg/s', {
          documented: 9000,
          predicted: perS(one.storm),
          note: 'one worker: a third of what the cluster of the baseline has',
        }),
        hardware('standalone, 128 clients', 'msg/s', {
          documented: 9000,
          predicted: perS(three.storm),
          note: 'three workers: as many as the cluster has in all, and no replication to pay for',
        }),
      ],
    };
  },
};

interface Loads {
  /** On a topic that is there, and on one that is new. */
  readonly steady: RunResult;
  readonly storm: RunResult;
}

async function loads(lab: Lab, variant: string, set: Readonly<Record<string, number>> = {}): Promise<Loads> {
  // With the acknowledgement that the storm has.
  const steady = await lab.run('steady-produce', { variant, set: { ...set, 'client.acks': '1' } });
  return { steady, storm: await lab.run('create-topic-storm', { variant, set }) };
}

function lossPercent({ steady, storm }: Loads): number {
  return 100 * (1 - perS(storm) / perS(steady));
}

function said(both: Loads): string {
  return `${text(lossPercent(both))} % of ${text(perS(both.steady))} msg/s`;
}
