import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import { recordsOf } from './track/final-records.js';
import { polledRecords } from './track/polled-records.js';
import { offsetText, valueText } from './track/text.js';

/** Who has it from whom that this value is at an offset. */
interface Claim {
  readonly who: string;
  readonly value: string;
}

export const inconsistentOffsets: Invariant = {
  name: 'inconsistent-offsets',
  doc: 'No two clients are told of different records at one offset, by acknowledgements (acks=all) or by reads.',
  source: 'Jepsen, kafka workload, inconsistent-offsets',
  create: ({ violate }) => ({
    atEnd({ history, partitions }) {
      const claims = new Map<string, Claim>();
      for (const { topic, acks, outcome, client, value } of history.sent) {
        if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
        const place = offsetText({ topic, partition: outcome.partition, offset: outcome.offset });
        compare(claims, place, { who: `acknowledged to ${client}`, value }, violate);
      }
      for (const polled of polledRecords(history))
        compare(
          claims,
          offsetText(polled),
          { who: `read by ${polled.consumer}`, value: polled.value },
          violate,
        );
      if (history.polls.length === 0) return;
      // Without consumers it is the affair of `acknowledged-record-survives` what is there in the end.
      for (const record of recordsOf(partitions))
        compare(claims, offsetText(record), { who: 'read in the end', value: record.value }, violate);
    },
  }),
};

function compare(
  claims: Map<string, Claim>,
  place: string,
  claim: Claim,
  violate: OracleContext['violate'],
): void {
  const before = claims.get(place);
  if (before === undefined) claims.set(place, claim);
  else if (before.value !== claim.value)
    violate(
      `${place}: ${valueText(before.value)} was ${before.who}, ${valueText(claim.value)} was ${claim.who}`,
    );
}
