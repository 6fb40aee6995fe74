import test from 'ava';
import fc from 'fast-check';
import {
  type Distribution,
  exponential,
  naturalLog,
  normalQuantile,
  requireDistribution,
  SAMPLE_US_MAX,
  sampleUs,
} from './distribution.js';

const draws = fc.nat({ max: 0xffff_ffff }).map((n) => n / 0x1_0000_0000);
const distributions = fc.oneof(
  fc.record({ kind: fc.constant('constant' as const), us: fc.nat(1_000_000) }),
  fc
    .tuple(fc.nat(10_000), fc.nat(10_000))
    .map(([minUs, spanUs]) => ({ kind: 'uniform' as const, minUs, maxUs: minUs + spanUs })),
  fc.record({ kind: fc.constant('exponential' as const), meanUs: fc.nat(1_000_000) }),
  fc.record({
    kind: fc.constant('lognormal' as const),
    medianUs: fc.nat(1_000_000),
    sigma: fc.double({ min: 0, max: 4, noNaN: true }),
  }),
);

test('a sample is a whole number of microseconds and rises with the draw', (t) => {
  fc.assert(
    fc.property(distributions, draws, draws, (distribution, a, b) => {
      const low = sampleUs(distribution, Math.min(a, b));
      const high = sampleUs(distribution, Math.max(a, b));
      return Number.isSafeInteger(low) && low >= 0 && low <= high && high <= SAMPLE_US_MAX;
    }),
  );
  t.pass();
});

test('means and medians are those that the distribution names', (t) => {
  t.is(meanUs({ kind: 'constant', us: 250 }), 250);
  t.true(Math.abs(meanUs({ kind: 'uniform', minUs: 100, maxUs: 300 }) - 200) < 1);
  t.true(Math.abs(meanUs({ kind: 'exponential', meanUs: 1000 }) - 1000) < 5);
  t.is(sampleUs({ kind: 'lognormal', medianUs: 1000, sigma: 0.5 }, 0.5), 1000);
  // One standard deviation above the median is e^sigma times it.
  t.is(sampleUs({ kind: 'lognormal', medianUs: 1000, sigma: 0.5 }, 0.8413447460685429), 1649);
});

test('uniform reaches both ends', (t) => {
  const distribution: Distribution = { kind: 'uniform', minUs: 5, maxUs: 6 };
  t.is(sampleUs(distribution, 0), 5);
  t.is(sampleUs(distribution, 0.5), 6);
  t.is(sampleUs(distribution, 1 - 2 ** -53), 6);
});

test('logarithm and exponential agree with the engine’s to far below a microsecond', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      fc.double({ min: -600, max: 600, noNaN: true }),
      (x, y) => {
        const log = Math.log(x);
        return (
          Math.abs(naturalLog(x) - log) <= 1e-14 * Math.max(1, Math.abs(log)) &&
          Math.abs(exponential(y) / Math.exp(y) - 1) < 1e-12
        );
      },
    ),
  );
  t.pass();
});

test('the normal quantile has the values of the tables, and no infinity', (t) => {
  const table: readonly (readonly [number, number])[] = [
    [0.001, -3.090232306],
    [0.025, -1.959963985],
    [0.5, 0],
    [0.9, 1.281551566],
    [0.999, 3.090232306],
  ];
  for (const [probability, quantile] of table)
    t.true(Math.abs(normalQuantile(probability) - quantile) < 1e-5);
  t.true(Number.isFinite(normalQuantile(0)));
  t.true(Number.isFinite(normalQuantile(1 - 2 ** -53)));
});

test('a distribution that makes no sense is refused by the name of its field', (t) => {
  const refused: readonly (readonly [Distribution, RegExp])[] = [
    [{ kind: 'constant', us: 1.5 }, /delay\.us/],
    [{ kind: 'uniform', minUs: 2, maxUs: 1 }, /delay\.minUs is above/],
    [{ kind: 'exponential', meanUs: -1 }, /delay\.meanUs/],
    [{ kind: 'lognormal', medianUs: 1, sigma: Number.NaN }, /delay\.sigma/],
  ];
  for (const [distribution, message] of refused)
    t.throws(() => requireDistribution('delay', distribution), { instanceOf: RangeError, message });
});

function meanUs(distribution: Distribution): number {
  const samples = 20_000;
  let sumUs = 0;
  for (let i = 0; i < samples; i += 1) sumUs += sampleUs(distribution, (i + 0.5) / samples);
  return sumUs / samples;
}
