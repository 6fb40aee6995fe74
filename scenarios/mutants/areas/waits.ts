/** Bugs in who is told of what, and in what is left of those who wait no more. */
import { ofArea } from '../form/mutant.js';
import * as brokers from '../plants/brokers.js';

const STORE = 'broker-core/metadata/store.ts';

export const waitMutants = ofArea('waits', [
  {
    name: 'writer-untold',
    broken: 'A creator is not told that its topic has been applied.',
    caughtBy: ['wait-ends-by-its-event'],
    strategies: brokers.writerUntold,
  },
  {
    name: 'registration-untold',
    broken: 'A broker is not told that its registration has been applied.',
    caughtBy: ['wait-ends-by-its-event'],
    edits: [{ file: STORE, find: 'this.pendingBrokers.notify(String(change.brokerId));', replace: '' }],
  },
  {
    name: 'watchers-of-the-image-untold',
    broken: 'Those who watch the applied index are not told that it has moved.',
    caughtBy: ['wait-ends-by-its-event', 'stalled'],
    edits: [
      {
        file: STORE,
        find: 'this.#announceCommand(command, result, index); «this.appliedWatch.send(index);»',
        replace: '',
      },
    ],
  },
  {
    name: 'deposed-leader-is-silent',
    broken: 'A deposed leader leaves its producers without an answer.',
    caughtBy: ['wait-ends-by-its-event'],
    edits: [
      {
        file: 'broker-core/partition/replica/leader.ts',
        find: 'this.fail(this.ownWaiters, error); this.fail(this.allWaiters, error);',
        replace: '',
        when: 'this.pendingCount > 0',
      },
    ],
  },
  {
    name: 'one-of-many-woken',
    broken: 'Of those who wait for one thing only the first is woken.',
    caughtBy: ['wait-ends-by-its-event', 'stalled'],
    edits: [
      {
        file: 'broker-core/runtime/watch.ts',
        find: 'for (const waker of «this.#waiters.takeAll()»)',
        replace: '[this.#waiters.takeFirst()].filter((first) => first !== undefined)',
        hasEffects: true,
        when: 'this.#waiters.length > 1',
      },
    ],
  },
  {
    name: 'waiter-left-behind',
    broken: 'Who gives up waiting for a request stays on the list of those who are told.',
    caughtBy: ['nothing-pending-at-rest'],
    edits: [{ file: 'broker-core/metadata/writer.ts', find: 'finally { «forget();» }', replace: '' }],
  },
  {
    name: 'fetch-left-behind',
    broken: 'A fetch that was answered by one partition still waits at the others.',
    caughtBy: ['nothing-pending-at-rest'],
    edits: [
      {
        file: 'broker-core/partition/replica/reader.ts',
        find: 'return { cancel: () => «this.waiters.delete(waiter)» };',
        replace: 'false',
      },
    ],
  },
  {
    name: 'given-up-batch-answered-again',
    broken: 'A produce request that was given up is answered once more when its batch is acknowledged.',
    caughtBy: ['no-assertion-fails'],
    edits: [
      {
        file: 'broker-core/broker/produce.ts',
        find: 'for (const { handle } of this.#appends) handle.cancel();',
        replace: '',
      },
    ],
  },
  {
    name: 'heartbeats-without-rest',
    broken: 'Brokers send a hundred heartbeats where one is due.',
    caughtBy: ['quiet-at-rest'],
    edits: [
      {
        file: 'broker-core/broker/membership/membership.ts',
        find: 'await sleep(ctx, «this.deps.config.heartbeatUs», HEARTBEAT);',
        replace: 'Math.ceil(this.deps.config.heartbeatUs / 100)',
      },
    ],
  },
]);
