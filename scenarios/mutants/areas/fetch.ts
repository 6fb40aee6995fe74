/** Bugs in what a broker tells consumers. */
import { ofArea } from '../form/mutant.js';
import * as replicas from '../plants/replicas.js';

const FETCH = 'broker-core/partition/fetch/fetch.ts';

export const fetchMutants = ofArea('fetch', [
  {
    name: 'served-beyond-the-watermark',
    broken: 'A leader serves consumers all that it has.',
    caughtBy: ['served-below-high-watermark'],
    edits: [
      {
        file: 'broker-core/partition/replica/reader.ts',
        find: 'log.visit(offset, «highWatermark», (batch) =>',
        replace: 'log.logEndOffset',
      },
    ],
  },
  {
    name: 'older-end-told',
    broken: 'Every second fetch is told an older high watermark.',
    caughtBy: ['told-end-never-goes-back'],
    strategies: replicas.olderEndTold,
  },
  {
    name: 'end-told-before-it-is-known',
    broken: 'A new leader tells where a partition ends before it knows the high watermark.',
    known: 'KIP-207',
    caughtBy: ['told-end-never-goes-back'],
    edits: [{ file: FETCH, find: '!replica.knowsHighWatermark', replace: 'false' }],
  },
  {
    name: 'fetch-epoch-unchecked',
    broken: 'A leader answers fetches that mean a later leader.',
    known: 'KIP-320; redpanda-data/redpanda#17674',
    caughtBy: ['nonmonotonic-poll', 'poll-skip', 'told-end-never-goes-back'],
    edits: [
      {
        file: FETCH,
        find: 'epochRefusal(leaderEpoch, replica.leaderEpoch) ?? replica',
        replace: 'replica',
      },
      { file: FETCH, find: 'const error = «epochRefusal(leaderEpoch, epoch)»;', replace: 'null' },
    ],
  },
  {
    name: 'fetch-woken-by-its-time-out',
    broken: 'A fetch that waits is answered by its time-out alone.',
    caughtBy: ['fetch-is-answered-soon'],
    edits: [{ file: FETCH, find: 'env.timers.cancel(timer); answer();', replace: '' }],
  },
]);
