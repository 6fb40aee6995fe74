import test from 'ava';
import type { Invariant } from '../harness/definition/invariant.js';
import { runScenario } from '../index.js';
import { CommittedImage } from '../oracles/track/committed-image.js';

test('an ISR below the majority loses nothing, and nothing is stored twice; every fault has an effect', async (t) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const isrs = isrsOf('wide');
    const result = await runScenario('wide-cluster', { seed, causes: 'none', invariants: [isrs.watch] });
    t.is(result.verdict, 'passed', JSON.stringify(result.violations));
    t.true(result.faults.every(({ effects }) => effects > 0));
    t.is(result.operations['produce']?.failed, 0);
    t.is(Math.min(...isrs.sizes), 2);
  }
});

test('a producer has five requests in flight, and waits for longer than the 30 s of its broker', async (t) => {
  const { requests } = await runScenario('wide-cluster', { seed: 1, causes: 'none' });
  const produces = requests.flatMap(({ operation, node, startMs, latencyMs }) =>
    operation === 'produce' && node === 'c1' ? { startMs, endMs: startMs + (latencyMs ?? 0) } : [],
  );
  const inFlightAt = (atMs: number): number =>
    produces.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs).length;
  t.is(Math.max(...produces.map(({ startMs }) => inFlightAt(startMs))), 5);
  t.true(Math.max(...produces.map(({ startMs, endMs }) => endMs - startMs)) > 30_000);
});

/** How many members each ISR of the topic had. */
function isrsOf(topic: string): { readonly watch: Invariant; readonly sizes: readonly number[] } {
  const sizes: number[] = [];
  const create: Invariant['create'] = ({ share }) => {
    const image = share(CommittedImage);
    return {
      onFact(fact) {
        if (fact.type !== 'applied') return;
        for (const change of image.changes) {
          if (change.type !== 'isrChanged' || change.topic !== topic) continue;
          sizes.push(image.view.partition(topic, change.partition)?.isr.length ?? 0);
        }
      },
    };
  };
  return { watch: { name: 'watch', doc: 'Looks.', source: 'none', create }, sizes };
}
