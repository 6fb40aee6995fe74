import { FITTED_TO } from '../../harness/cluster/calibration.js';
import { all, fitted, hardware, perS, text } from '../figures.js';
import type { BenchmarkToolFigures } from '../../harness/result/benchmark-tool.js';
import type { Figure, VerdictRow } from '../row.js';
import { reportedBy, TOOL_RUN } from '../tool-run.js';

/** More than rounding could make of a throughput. */
const SAME_PERCENT = 1;

export const e29: VerdictRow = {
  id: 'E29',
  claim: 'The throughputs of the documents are what the server did.',
  source:
    'S1:L150-153, S2:L11-14; RAFT_SNAPSHOT_STORM_FIX_v2.2.8.md:131-187 and chronik-bench, benchmark.rs:295-296, 405-420 @893843d',
  expected:
    'Successes divided by a time that ends when a reporter looks, every 5 s: of a run of 30 s six sevenths are reported (benchmark.rs @893843d)',
  async settle(lab) {
    const whole = await lab.run('steady-produce', { set: TOOL_RUN });
    const reported = reportedBy(whole);
    const lostPercent = 100 * (1 - reported.throughputPerS / perS(whole));
    const other = await lab.run('steady-produce', { set: { ...TOOL_RUN, 'client.forMs': 9000 } });
    const figures = [...fit(reported), ...sisters(reported)];
    return {
      checks: { 'what is reported is what the server did, within 1 %': lostPercent < SAME_PERCENT },
      controls: {
        'the clock of a run of 30 s stands at 35 s, and that of one of 9 s at 10 s':
          reported.elapsedS === 35 && reportedBy(other).elapsedS === 10,
        'and nothing fails': reported.failures === 0,
        'what was fitted comes out within 1 %': all(fit(reported), (figure) => missOf(figure) < 0.01),
        'and the percentiles of the run beside it, which was not, within 10 %': all(
          sisters(reported).filter(({ unit }) => unit === 'ms'),
          (figure) => missOf(figure) < 0.1,
        ),
      },
      measured:
        `In ${text(reported.loadS)} s ${text(reported.successes)} records were acknowledged, ${text(perS(whole))} a second; the tool ` +
        `would say ${text(reported.throughputPerS)}, ${text(lostPercent)} % less. Of a run of ${text(reportedBy(other).loadS)} s it would say ` +
        `${text(reportedBy(other).throughputPerS)} of ${text(perS(other))}. That the documents’ runs took 30 s is assumed, by their recipe.`,
      figures,
    };
  },
};

function missOf({ predicted, documented }: Figure): number {
  return Math.abs(predicted / documented - 1);
}

function fit({ throughputPerS, latencyMs }: BenchmarkToolFigures): readonly Figure[] {
  return [
    fitted('baseline', 'msg/s', { documented: FITTED_TO.throughputPerS, predicted: throughputPerS }),
    fitted('baseline, p99', 'ms', {
      documented: FITTED_TO.p99Ms,
      predicted: latencyMs?.p99 ?? Number.NaN,
    }),
  ];
}

/** Other runs of the same benchmark (RAFT_SNAPSHOT_STORM_FIX_v2.2.8.md:131-187). */
function sisters({ throughputPerS, latencyMs }: BenchmarkToolFigures): readonly Figure[] {
  const percentiles = [
    ['p50', 11.78],
    ['p90', 12.9],
    ['p99', 15.8],
  ] as const;
  return [
    hardware('sister run', 'msg/s', { documented: 9287, predicted: throughputPerS, note: 'not fitted' }),
    hardware('another sister run', 'msg/s', {
      documented: 8897,
      predicted: throughputPerS,
      note: 'not fitted',
    }),
    ...percentiles.map(([name, documented]) =>
      hardware(`sister run, ${name}`, 'ms', {
        documented,
        predicted: latencyMs?.[name] ?? Number.NaN,
        note: 'not fitted',
      }),
    ),
  ];
}
