import { all, counter, longest, mean, shortest, sum, text } from '../figures.js';
import type { OperationName } from '../../harness/result/names.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

export const l9: VerdictRow = {
  id: 'L9',
  claim:
    'Readiness is awaited on the wrong command: when a creation answers, its last partition has no leader for one commit more.',
  source: 'S4:L93-115',
  expected:
    'The first produce to the last partition after an automatic creation is refused, in most runs (spec c L9)',
  async settle(lab) {
    const set = { 'client.count': 1, 'client.messages': 3, 'client.retries': 0, 'run.settleMs': 3000 };
    const byName = async (variant: string, partitions: number): Promise<readonly RunResult[]> =>
      lab.twenty('create-topic-storm', {
        variant,
        set: { ...set, 'topic.partitions': partitions, 'client.messages': partitions },
      });
    const three = await byName('forward-then-register', 3);
    const five = await byName('forward-then-register', 5);
    const reference = await byName('reference', 3);
    const eager = { ...set, 'client.retries': 10_000, 'client.retryBackoffMs': 1 };
    const [readyMs, referenceMs] = [
      (await lab.twenty('create-topic-storm', { variant: 'forward-then-register', set: eager }))
        .filter((run) => counter(run, 'partition_assignment_failed') === 0)
        .map(usableMs),
      (await lab.reference('create-topic-storm', eager)).map(usableMs),
    ];
    const refused = (run: RunResult): number =>
      run.operations['produce']?.errors['LEADER_NOT_AVAILABLE'] ?? 0;
    const created = (runs: readonly RunResult[]): readonly RunResult[] =>
      runs.filter(
        (run) =>
          (run.operations['createTopic']?.ok ?? 0) > 0 && counter(run, 'partition_assignment_failed') === 0,
      );
    const [onLeader, onLeaderOfFive] = [created(three), created(five)];
    return {
      checks: {
        'created on the leader, some record finds no leader': all(onLeader, (run) => refused(run) >= 1),
        'so it is with five partitions': all(onLeaderOfFive, (run) => refused(run) >= 1),
        'in reference none does': all(reference, (run) => run.verdict === 'passed' && refused(run) === 0),
      },
      measured:
        `In ${text(onLeader.length)} runs in which the leader created the topic, ${text(mean(onLeader.map(refused)))} of 3 first records were refused in the mean ` +
        `(of 5: ${text(mean(onLeaderOfFive.map(refused)))}); in reference ${text(mean(reference.map(refused)))}. ` +
        `A client that asks again every millisecond has three records through ${text(mean(readyMs))} ms after the answer to the creation in the mean, ` +
        `${text(longest(readyMs))} ms at most; with reference after ${text(longest(referenceMs))} ms at most.`,
    };
  },
};

/** From the answer to the creation to that to the last record. */
function usableMs(run: RunResult): number {
  const ends = (operation: OperationName): readonly number[] =>
    run.requests
      .filter((request) => request.operation === operation)
      .map(({ startMs, latencyMs }) => startMs + (latencyMs ?? Number.NaN));
  return sum([longest(ends('produce')), -shortest(ends('createTopic'))]);
}
