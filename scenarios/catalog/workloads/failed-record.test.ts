import test from 'ava';
import { runScenario, type RunResult } from '../../index.js';
import { produceLoad } from './produce-load.js';

const DELIVERY_MS = 1500;
const HELD_MS = 6000;

/**
 * Nothing is replicated for a while, so that the ISR is too small and records are refused until they are
 * given up.
 */
function withoutReplication(idempotent: boolean): Promise<RunResult> {
  return runScenario(
    {
      name: 'without-replication',
      doc: 'Followers get nothing for longer than a record lives.',
      source: 'none; a test',
      variant: 'reference',
      settings: {
        'client.count': 3,
        'client.messages': 120,
        'client.thinkMs': 250,
        'client.profile': 'java',
        'client.deliveryTimeoutMs': DELIVERY_MS,
        'client.idempotent': idempotent,
        'topic.partitions': 1,
        'topic.minInsyncReplicas': 2,
        'replica.lagTimeMaxMs': 500,
      },
      topics: () => [{ name: 'load', partitions: 1 }],
      faults: ({ 'run.startMs': startMs }) => [
        {
          id: 'held',
          type: 'hold',
          from: '*',
          to: '*',
          channel: 'replication',
          atMs: startMs + 1000,
          untilMs: startMs + 1000 + HELD_MS,
        },
      ],
      load: produceLoad({ topicOf: () => 'load' }),
    },
    { seed: 1 },
  );
}

test('records that fail do not keep later ones of their partition from being stored', async (t) => {
  for (const idempotent of [true, false]) {
    const result = await withoutReplication(idempotent);
    t.is(result.verdict, 'passed', JSON.stringify(result.violations));
    const { ok = 0, failed = 0, errors, latencyMs } = result.operations['produce'] ?? {};
    // Each client gives up about as many as follow one another while nothing is replicated.
    t.true(failed >= 9 && failed <= 15, `${failed} failed`);
    t.is(ok, 120 - failed);
    t.deepEqual(Object.keys(errors ?? {}), ['REQUEST_TIMED_OUT']);
    t.is(latencyMs?.max, DELIVERY_MS);
  }
});
