import test from 'ava';
import fc from 'fast-check';
import type { AckView } from '../../partition/replica/config.js';
import { isrSizeOrOne } from './replication.js';

function view(ends: readonly number[], isrSize: number): AckView {
  const replicas = ends.map((_, place) => place + 1);
  const isr = replicas.slice(0, isrSize);
  return {
    leader: 1,
    replicas,
    isr,
    maximalIsr: isr,
    minInsyncReplicas: 1,
    durableEndOf: (brokerId) => ends[brokerId - 1] ?? -1,
  };
}

test('committed is what as many replicas have as the ISR has members, whichever they are', (t) => {
  const ends = fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(ends, fc.nat(5), (list, isrSize) => {
      const size = Math.min(isrSize, list.length);
      const expected = list.toSorted((a, b) => b - a)[Math.max(1, size) - 1] ?? -1;
      const found = isrSizeOrOne.committedEnd(view(list, size));
      t.is(found, expected < 0 ? null : expected);
    }),
  );
});
