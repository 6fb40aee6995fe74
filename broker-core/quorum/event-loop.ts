/**
 * Event-driven: a message or a proposal is carried out when it comes; the disk writes while the network
 * sends, and further Readys follow while a write is under way. Only elections and heartbeats have a clock.
 */
import type { Wait } from '../env.js';
import { leadershipOf, type CreateLoop } from './loop.js';
import { promisesNothing, type RaftMessage, type Ready } from '../raft/index.js';

const TICK: Wait = { kind: 'tick', label: 'raft clock' };

export const eventLoop: CreateLoop = (node, { tickUs, phaseUs }) => {
  const { env, raft } = node.deps;
  /** Applying an entry may lead to a proposal; it is carried out when the Ready in hand has been. */
  let working = false;
  let durableTerm = raft.status().term;

  const carryOut = (ready: Ready): void => {
    raft.advanceAppendAsync(ready);
    node.send(ready.messages);
    const speaks = raft.status().term === durableTerm;
    const waits = (message: RaftMessage): boolean => !(speaks && promisesNothing(message));
    node.send(ready.persistedMessages.filter((message) => !waits(message)));
    node.persist(ready, () => {
      durableTerm = ready.hardState?.term ?? durableTerm;
      node.send(ready.persistedMessages.filter(waits));
      raft.onPersistReady(ready.number);
      // The state was restored with the write; that counts as applied once it is durable.
      if (ready.snapshot !== null) raft.advanceApplied(ready.snapshot.index);
      work();
    });
    node.apply(ready.committedEntries);
  };
  const work = (): void => {
    if (working) return;
    working = true;
    while (raft.hasReady()) carryOut(raft.ready());
    working = false;
  };
  const tickAfter = (delayUs: number): void => {
    env.timers.after(delayUs, TICK, () => {
      raft.tick();
      work();
      tickAfter(tickUs);
    });
  };

  return {
    start: () => {
      tickAfter(phaseUs);
      work();
    },
    receive: (message) => {
      if (node.step(message)) work();
    },
    propose: (_ctx, data) => {
      const result = raft.propose(data);
      work();
      return Promise.resolve(result);
    },
    transferLeadership: (to) => {
      raft.transferLeadership(to);
      work();
    },
    // Between two Readys the node is always open to changes.
    whenIdle: (change) => change(),
    leadership: () => leadershipOf(raft),
  };
};
