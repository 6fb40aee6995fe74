import { all, drainedMs, shape, text, waitsMs } from '../figures.js';
import type { OperationFigures } from '../../harness/result/run-result.js';
import type { BenchmarkToolFigures } from '../../harness/result/benchmark-tool.js';
import type { Figure, VerdictRow } from '../row.js';
import { reportedBy } from '../tool-run.js';

const CLIENTS = 128;
const LIMIT_MS = 500;

export const r3: VerdictRow = {
  id: 'R3',
  claim:
    'Waiting for the commit on a watch channel that nobody sends on makes every proposal cost 500 ms and fail. (Whether that is why the load fell to 29 messages a second is E27.)',
  source: 'S1:L97-159',
  expected:
    'Every proposal costs exactly 500 ms; the callers queued behind the lock fail one after another, 64 s for 128; the topic is committed all the same and never assigned (spec b R3, L11, L12)',
  async settle(lab) {
    const oneNode = {
      'cluster.nodes': 1,
      'topic.replicationFactor': 1,
      'client.count': CLIENTS,
      'client.messages': CLIENTS,
    };
    const convoy = await lab.run('create-topic-storm', {
      variant: 'watch-never-fires',
      set: { ...oneNode, 'run.settleMs': 70_000 },
    });
    const storm = await lab.run('create-topic-storm', { variant: 'watch-never-fires' });
    const there = await lab.run('steady-produce', {
      variant: 'watch-never-fires',
      set: { 'client.warmupMessages': 9 },
    });
    const shorter = await lab.run('create-topic-storm', {
      variant: 'watch-never-fires',
      set: {
        ...oneNode,
        'client.count': 7,
        'client.messages': 7,
        'commitWatch.timeoutMs': 130,
        'run.settleMs': 5000,
      },
    });
    const waits = waitsMs(convoy, 'commitWatch');
    const storms = storm.operations['produce'];
    const fresh = storms?.ok ?? Number.NaN;
    return {
      checks: {
        'every proposal waits exactly 500 ms': all(waits, (ms) => ms === LIMIT_MS),
        'no creation succeeds': convoy.operations['createTopic']?.ok === 0,
        'and yet the topic is committed': waitsMs(convoy, 'commit').length >= waits.length,
        'from the first call to the last of 128 answers it is exactly 128 times 500 ms':
          drainedMs(convoy, 'createTopic', CLIENTS) === CLIENTS * LIMIT_MS,
        'with 130 ms and 7 callers, exactly 7 times 130 ms':
          drainedMs(shorter, 'createTopic', 7) === 7 * 130 &&
          all(waitsMs(shorter, 'commitWatch'), (ms) => ms === 130),
      },
      measured:
        `${text(waits.length)} proposals waited ${text(waits[0])} ms each; the last of 128 callers was answered ${text(drainedMs(convoy, 'createTopic', CLIENTS))} ms after the first had called. ` +
        `A storm on a new topic gets ${text(fresh)} of 9,984 messages through, ${text(storms?.failed)} fail; ` +
        `a load on a topic that is there loses nothing (${text(there.operations['produce']?.throughputPerS)} msg/s).`,
      figures: figures(
        storms,
        reportedBy(await lab.run('load-then-hang', { set: { 'hang.afterMs': 1000 } })),
      ),
    };
  },
};

function figures(storms: OperationFigures | undefined, hung: BenchmarkToolFigures): readonly Figure[] {
  return [
    shape('p99 with the fix', 'ms', {
      documented: 12_000,
      predicted: hung.latencyMs?.p99 ?? Number.NaN,
      note: 'unexplained: of successes alone, as the tool counts, where a cluster stops answering; nothing in the code takes 12 s. The requests of that run, with their times, would settle it',
    }),
    shape('throughput with the fix', 'msg/s', {
      documented: 29, // Null where nothing gets through at all.
      predicted: storms === undefined ? Number.NaN : (storms.throughputPerS ?? 0),
      note: `unexplained: a new topic never becomes usable (0), and one that is there is not slowed down (E27). Of a cluster that stops answering the failures below are explained, and not this: 9,341 successes by the clock of ${text(hung.elapsedS)} s are ${text(9341 / hung.elapsedS)} msg/s, and at full speed they are through within a second. The server’s log of that run would settle it`,
    }),
    shape('failures', 'records', {
      documented: 643,
      predicted: hung.failures,
      note: 'of a cluster that stops answering in a run of 300 s: five message time-outs of 60 s for each of 128 clients, for any stop within the first minute. Inferred: nobody says that it stopped, nor why; five minutes are a criterion of RAFT_CLUSTER_FIX_PLAN_v2.2.8.md:680. Three more are unexplained',
    }),
  ];
}
