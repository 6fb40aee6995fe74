import type { RunResult } from '../../harness/result/run-result.js';
import { all, hardware, latenciesMs, longest, perS, shape, text } from '../figures.js';
import type { Lab, VerdictRow } from '../row.js';
import { reportedBy, TOOL_RUN } from '../tool-run.js';

/** S2:L331; and 128 clients over the p50 of a run (25e4244), by the tool's clock. */
const STANDALONE_PER_S = [9000, 9385] as const;

export const r14: VerdictRow = {
  id: 'R14',
  claim:
    'A standalone server that keeps its metadata in memory creates a topic in less than 1 ms, and its load does not stall.',
  source: 'S2:L122-165',
  expected:
    'The same workload without a log: creation below 1 ms, no wait (spec b R14); and a cluster no faster, as one broker leads all partitions (25e4244)',
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
    const cluster = await loads(lab, 'poll-50ms');
    const asMeasured = await lab.run('steady-produce', { variant: 'standalone-memory', set: TOOL_RUN });
    const slowest = (run: RunResult): number => longest(latenciesMs(run, 'createTopic'));
    const produce = one.storm.operations['produce'];
    return {
      checks: {
        'one creation takes less than 1 ms': slowest(creation) < 1,
        'with 30 partitions too': slowest(more) < 1,
        '128 clients with one new topic: every creation takes less than 1 ms': slowest(one.storm) < 1,
        'and no record waits for longer than a client’s back-off':
          (produce?.latencyMs?.max ?? Infinity) < 250,
        'a new topic costs the load less than 5 %, and a cluster that polls more than five times as much':
          lossPercent(one) < 5 && lossPercent(cluster) > 5 * lossPercent(one),
        'on a topic that is there a cluster, whose one leader does all the work, is as fast within 5 %':
          Math.abs(perS(cluster.steady) / perS(one.steady) - 1) < 0.05,
        'as the benchmark tool reports it, it is within 5 % of what the documents have': all(
          STANDALONE_PER_S,
          (documented) => Math.abs(reportedBy(asMeasured).throughputPerS / documented - 1) < 0.05,
        ),
      },
      measured:
        `A creation takes ${text(slowest(creation))} ms (an entry in a map is given no cost); in the storm of 128 clients the slowest takes ${text(slowest(one.storm))} ms, and the slowest ` +
        `record ${text(produce?.latencyMs?.max)} ms. Against a topic that is there the storm loses ${said(one)}, in a cluster of three that polls, ${said(cluster)}. ` +
        `On a topic that is there the cluster has ${text(perS(cluster.steady) / perS(one.steady))} of the throughput: one broker leads all partitions.`,
      figures: [
        hardware('standalone, 128 clients (S2:L331)', 'msg/s', {
          documented: STANDALONE_PER_S[0],
          predicted: reportedBy(asMeasured).throughputPerS,
          note: 'as the benchmark tool reports it (E29)',
        }),
        hardware('standalone, 128 clients (25e4244, by its p50 and the tool’s clock)', 'msg/s', {
          documented: STANDALONE_PER_S[1],
          predicted: reportedBy(asMeasured).throughputPerS,
          note: 'as the benchmark tool reports it (E29); not fitted',
        }),
        shape('standalone over cluster', 'ratio', {
          documented: 1.01,
          predicted: perS(one.steady) / perS(cluster.steady),
          note: 'not fitted: 9,385 over 9,287',
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

async function loads(lab: Lab, variant: string): Promise<Loads> {
  // With the acknowledgement that the storm has.
  const steady = await lab.run('steady-produce', { variant, set: { 'client.acks': '1' } });
  return { steady, storm: await lab.run('create-topic-storm', { variant }) };
}

function lossPercent({ steady, storm }: Loads): number {
  return 100 * (1 - perS(storm) / perS(steady));
}

function said(both: Loads): string {
  return `${text(lossPercent(both))} % of ${text(perS(both.steady))} msg/s`;
}
