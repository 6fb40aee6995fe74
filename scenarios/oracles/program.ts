/** What a broker says of itself: that it cannot go on. */
import { hears, type Invariant } from '../harness/definition/invariant.js';

/** Otherwise all that is seen of it is that, much later, a node is not up. */
export const brokerStopsForACause: Invariant = {
  name: 'broker-stops-for-a-cause',
  doc: 'A broker stops itself, or refuses to start, only when its disk was damaged or failed.',
  source:
    '"Can Applications Recover from fsync Failures?", USENIX ATC 2020; TigerBeetle, VOPR (crashes of a replica)',
  create: ({ violate, judged, damages }) => ({
    ...hears(['restored', 'fenced'], (fact) => {
      judged();
      if (fact.type !== 'fenced' || damages.mayStop(fact.nodeId)) return;
      violate(`${fact.nodeId} stops itself, and its disk is in order: ${fact.reason}`);
    }),
  }),
};

/** Assertions stay on in production: there too the process would end here. */
export const noAssertionFails: Invariant = {
  name: 'no-assertion-fails',
  doc: 'No assertion of the broker or of its clients fails.',
  source: 'TigerBeetle, TIGER_STYLE (assertions detect programmer errors)',
  create: ({ violate, judged }) => ({
    // Each life of a broker is one that might have ended with an assertion.
    ...hears(['restored'], judged),
    onAssertion({ message, stack }) {
      judged();
      violate(`${message}${placeIn(stack)}`);
    },
  }),
};

/** The file that threw it: the first in the stack that is not the assertion itself. */
function placeIn(stack: string | undefined): string {
  const files = [...(stack ?? '').matchAll(/broker-core\/[^\s:)]+/g)].map(([file]) => file);
  const thrower = files.find((file) => !/\/assert\.[jt]s$/.test(file));
  return thrower === undefined ? '' : ` (${thrower.replace(/\.js$/, '.ts')})`;
}
