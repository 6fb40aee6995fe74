import test from 'ava';
import fc from 'fast-check';
import { Line, type Place } from './line.js';

test('a line does what a Set does, whoever leaves it and in whatever order', (t) => {
  const step = fc.oneof(
    fc.constant('join' as const),
    fc.constant('take' as const),
    fc.constant('takeAll' as const),
    fc.nat(),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const line = new Line<number>();
      const places: Place<number>[] = [];
      const set = new Set<number>();
      for (const doing of steps) {
        if (doing === 'join') {
          set.add(places.length);
          places.push(line.join(places.length));
        } else if (doing === 'take') {
          const [first] = set;
          t.is(line.takeFirst(), first);
          if (first !== undefined) set.delete(first);
        } else if (doing === 'takeAll') {
          t.deepEqual(line.takeAll(), [...set]);
          set.clear();
        } else if (places.length > 0) {
          const which = doing % places.length;
          const place = places[which];
          // Also one that has been left already.
          if (place !== undefined) line.leave(place);
          set.delete(which);
        }
        t.is(line.length, set.size);
        t.is(line.first, [...set][0]);
        t.is(
          line.some((value) => value % 2 === 0),
          [...set].some((value) => value % 2 === 0),
        );
      }
    }),
  );
});

test('who has left points at nobody', (t) => {
  const line = new Line<string>();
  const [first] = [line.join('a'), line.join('b'), line.join('c')];
  line.takeFirst();
  t.like(first, { isLeft: true, next: null, previous: null });
});
