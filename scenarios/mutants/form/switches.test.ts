import { runInNewContext } from 'node:vm';
import test from 'ava';
import { SWITCHBOARD, withSwitches, type Switch, type Switchboard } from './switches.js';

const SOURCE = `export function quorum(count) {
    if (count > 1)
        note(count);
    return Math.floor(count / 2) + 1;
}
`;

function one(mutant: string, find: string, replace: string): Switch {
  return { mutant, file: 'quorum.ts', find, replace };
}

interface Outcome {
  readonly result: number;
  readonly noted: readonly number[];
  /** Mutants whose code was reached, and would have given another value. */
  readonly reached: readonly string[];
}

/** What the function gives, and what it has noted, with that mutant on. */
function outcomeWith(switches: readonly Switch[], on: string | null, count = 4): Outcome {
  const noted: number[] = [];
  const reached: string[] = [];
  const board: Switchboard = {
    isOn: (mutant) => mutant === on,
    reached: (mutant) => void reached.push(mutant),
    compared: (mutant, value, other) => {
      if (value !== other()) reached.push(mutant);
      return value;
    },
  };
  const source = withSwitches(SOURCE, switches).replace('export ', '');
  const around = { [SWITCHBOARD]: board, note: (told: number) => noted.push(told), count };
  const result = runInNewContext(`${source}; quorum(count)`, around) as number;
  return { result, noted, reached };
}

test('a switch changes an expression, or a statement, only while its mutant is on', (t) => {
  const switches = [
    one('half', 'Math.floor(count / 2) + 1', 'count / 2'),
    one('silent', 'note(count);', ''),
    one('all', 'Math.floor(count / 2) + 1', 'count'),
  ];
  t.like(outcomeWith(switches, null), { result: 3, noted: [4] });
  t.like(outcomeWith(switches, 'half'), { result: 2, noted: [4] });
  t.like(outcomeWith(switches, 'all'), { result: 4, noted: [4] });
  t.like(outcomeWith(switches, 'silent'), { result: 3, noted: [] });
});

test('an expression is reached where it would give another value, a statement where it is', (t) => {
  const switches = [
    one('even', 'Math.floor(count / 2) + 1', 'Math.ceil(count / 2)'),
    one('silent', 'note(count);', ''),
    { ...one('never', 'count > 1', 'count > 2'), hasEffects: true },
    { ...one('silent about three', 'note(count);', ''), when: 'count === 3' },
  ];
  t.deepEqual(outcomeWith(switches, null, 4).reached, ['never', 'silent', 'even']);
  t.deepEqual(outcomeWith(switches, null, 3).reached, ['never', 'silent', 'silent about three']);
  t.deepEqual(outcomeWith(switches, null, 1).reached, ['never']);
});

test('what stands between marks is replaced, and what is beside it says where', (t) => {
  const marked = [one('never', 'if («count > 1») note(count);', 'false')];
  t.like(outcomeWith(marked, 'never'), { result: 3, noted: [] });
  t.like(outcomeWith(marked, null), { result: 3, noted: [4] });
});

test('a place that is not there, is there twice, or overlaps another is an error that names the mutant', (t) => {
  t.throws(() => withSwitches(SOURCE, [one('gone', 'count / 3', '0')]), {
    message: /^gone: .* has no "count/,
  });
  t.throws(() => withSwitches(SOURCE, [one('many', 'count', '0')]), { message: /^many: .* has 4 times/ });
  const [outer, inner] = [one('outer', 'Math.floor(count / 2) + 1', '0'), one('inner', 'count / 2', '0')];
  t.throws(() => withSwitches(SOURCE, [outer, inner]), { message: /^inner: overlaps/ });
});

test('a file without switches stays as it is, and one with them keeps its lines', (t) => {
  t.is(withSwitches(SOURCE, []), SOURCE);
  const switched = withSwitches(SOURCE, [one('half', 'Math.floor(count / 2) + 1', 'count / 2')]);
  t.is(switched.split('\n').length, SOURCE.split('\n').length);
});
