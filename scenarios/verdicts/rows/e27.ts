import { all, longest, shape, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e27: VerdictRow = {
  id: 'E27',
  claim:
    'With the watch channel every proposal takes 500 ms, and that is why the load fell to 29 messages a second.',
  source: 'S1:L150-159; against it S1 (proposals are not on the produce path)',
  expected:
    'If proposals are not on the path, a topic that is there loses nothing, and only one that is new can suffer (spec e E27)',
  async settle(lab) {
    // A partition's first use is over before the load, as in the warm-up of the benchmark tool.
    const warm = { 'client.warmupMessages': 9 };
    const base = await lab.run('steady-produce', { set: warm });
    const there = await lab.run('steady-produce', { variant: 'watch-never-fires', set: warm });
    const cold = await lab.run('steady-produce', { variant: 'watch-never-fires' });
    const fresh = await lab.run('create-topic-storm', { variant: 'watch-never-fires' });
    const round = await lab.run('watermark-round', { variant: 'watch-never-fires' });
    const before = await lab.run('watermark-round', {
      variant: 'sleep-then-poll',
      set: {
        watermarks: 'with-produce',
        'client.count': 1,
        'client.messages': 100,
        'client.thinkMs': 0,
        'topic.partitions': 1,
      },
    });
    const perS = (run: typeof base): number => run.operations['produce']?.throughputPerS ?? 0;
    const loss = 100 * (1 - perS(there) / perS(base));
    return {
      checks: { 'a load on a topic that is there falls by 99 %': loss >= 99 },
      controls: {
        'a load on a topic that is new does': fresh.operations['produce']?.ok === 0,
        'and its proposals do wait 500 ms': all(waitsMs(fresh, 'commitWatch'), (ms) => ms === 500),
        'the first use of a partition is a proposal, for which all wait that come meanwhile: of three, nearly three':
          longest(waitsMs(cold, 'partitionStates')) > 2 * 500 &&
          longest(waitsMs(cold, 'partitionStates')) <= 3 * 500,
        'a round of high watermarks over n partitions lasts n times 500 ms':
          longest(waitsMs(round, 'watermarkRound')) === 25 * 500,
        'and a produce to topics that are there waits for proposals of it':
          longest(waitsMs(round, 'partitionStates')) > 500,
      },
      measured:
        `A topic that is there loses ${text(loss)} % (${text(perS(there))} msg/s). A new one gets ` +
        `${text(fresh.operations['produce']?.ok)} of 9,984 messages through: it is never assigned. ` +
        'Yet "not on the produce path" is wrong too: the task that tells the metadata log of high watermarks holds the map of partitions ' +
        `over its proposals (${text(longest(waitsMs(round, 'watermarkRound')))} ms for 25 partitions), and the first produce to a partition ` +
        `waits for that map, as do all that come after it: up to ${text(longest(waitsMs(round, 'partitionStates')))} ms on topics that are there. ` +
        `Without a warm-up the first uses of three partitions alone take ${text(longest(waitsMs(cold, 'partitionStates')))} ms.`,
      figures: [
        shape('one client, while each produce told the metadata log (150 ms)', 'msg/s', {
          documented: 6,
          predicted: perS(before),
          note: `PRODUCE_PERFORMANCE_FIX_v2.2.8.md @ 893843d; 1000/150 is 6.67, and ${text(1000 / perS(before) - 150)} ms are the produce itself`,
        }),
      ],
    };
  },
};
