import test from 'ava';
import { runScenario } from '../../index.js';
import { rawRequests } from './testkit/raw-requests.js';

test('a produce request without a batch is answered, with nothing in the answer', async (t) => {
  const answers: unknown[] = [];
  const run = await runScenario(
    {
      name: 'empty-produce',
      doc: 'A client sends a produce request that holds nothing.',
      source: 'none; a test',
      variant: 'reference',
      settings: { 'cluster.nodes': 1 },
      topics: () => [],
      faults: () => [],
      load: ({ clients: [client] }, done) =>
        client?.run(async (ctx) => {
          const ask = rawRequests(ctx);
          answers.push(await ask('n1', { type: 'produce', acks: -1, timeoutMs: 1000, batches: [] }));
          done();
        }),
    },
    { seed: 1 },
  );
  t.is(run.verdict, 'passed');
  t.deepEqual(answers, [{ type: 'produce', results: [] }]);
});
