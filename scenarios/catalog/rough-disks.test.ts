import test from 'ava';
import type { Invariant } from '../harness/definition/invariant.js';
import { runScenario } from '../index.js';

const DATA = '/data/partitions';

test('a majority of sound disks goes on, whatever the others do; every fault has an effect', async (t) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const result = await runScenario('rough-disks', { seed, causes: 'none' });
    t.is(result.verdict, 'passed', JSON.stringify(result.violations));
    t.true(result.faults.every(({ effects }) => effects > 0));
    t.is(result.operations['produce']?.failed, 0);
    // The broker whose disk failed or was full stopped itself, and came back.
    t.true(result.findings.some(({ type }) => type === 'stopped'));
  }
});

test('records fill segments, and the broker with the new disk is brought up to date by a snapshot', async (t) => {
  const segments: number[] = [];
  const installed = new Set<string>();
  const watch: Invariant = {
    name: 'watch',
    doc: 'Looks.',
    source: 'none',
    create: ({ diskOf }) => ({
      onFact: (fact) => {
        if (fact.type === 'snapshotInstalled') installed.add(fact.nodeId);
      },
      atEnd: () => {
        const disk = diskOf('n1');
        for (const name of disk?.durableNames(DATA) ?? [])
          segments.push(disk?.durableNames(`${DATA}/${name}`).length ?? 0);
      },
    }),
  };
  await runScenario('rough-disks', { seed: 1, causes: 'none', invariants: [watch] });
  t.true(Math.max(...segments) > 3);
  t.true(installed.has('n4'));
});
