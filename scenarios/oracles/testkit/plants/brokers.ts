/** Bugs in what a broker does beside its partitions. */
import type { Strategies } from '../../../../broker-core/broker/strategies.js';
import { referenceCreate } from '../../../../broker-core/broker/creation/creator.js';
import { EventDrivenCoordinator } from '../../../../broker-core/groups/coordinator.js';
import type { GroupCoordinator } from '../../../../broker-core/groups/deps.js';
import { withTopicIds, writeOffsets } from '../../../../broker-core/groups/offsets.js';
import { encodeSnapshot } from '../../../../broker-core/metadata/snapshot.js';
import { MetadataState } from '../../../../broker-core/metadata/state/state.js';
import { readAll } from '../../../../broker-core/partition/fetch/fetch.js';
import { openRaftStore } from '../../../../broker-core/quorum/store.js';
import { enterTask } from '../../../../broker-core/runtime/ctx.js';

type Plant = Partial<Strategies>;

/** A commit of offsets counts, whichever generation its member belongs to. */
export const zombieCommits: Plant = {
  consumerGroups: (deps) => {
    const honest = new EventDrivenCoordinator(deps);
    const planted: GroupCoordinator = {
      get waiterCount() {
        return honest.waiterCount;
      },
      get taskCount() {
        return honest.taskCount;
      },
      handle: (request, reply) => {
        const offsets =
          request.type === 'offsetCommit' ? withTopicIds(deps.store.view, request.offsets) : null;
        if (request.type !== 'offsetCommit' || offsets === null) honest.handle(request, reply);
        else
          enterTask(deps.env, async (ctx) => {
            const error = await writeOffsets(ctx, deps, { groupId: request.groupId, offsets }, null);
            reply({ type: 'offsetCommit', error });
          });
      },
    };
    return planted;
  },
};

/** A snapshot is stored with nothing in it. */
export const emptySnapshots: Plant = {
  metadataStore: (env, directory, options, done) =>
    openRaftStore(env, directory, options, (opened) => {
      if (!opened.ok) {
        done(opened);
        return;
      }
      const { store } = opened;
      const data = encodeSnapshot(new MetadataState());
      done({
        ...opened,
        store: {
          markCatchingUp: () => store.markCatchingUp(),
          get sizeBytes() {
            return store.sizeBytes;
          },
          write: (ready, written) => store.write(ready, written),
          compact: (snapshot, hardState, compacted) =>
            store.compact({ ...snapshot, data }, hardState, compacted),
        },
      });
    }),
};

/** A fetch that waits is answered by its time-out alone. */
export const pollUnwoken: Plant = {
  fetchWait: ({ env, find, request, reply }) => {
    env.timers.after(request.maxWaitMs * 1000, { kind: 'timeout', label: 'planted' }, () => {
      reply(readAll(find, request));
    });
  },
};

/** A topic is refused where another one was created before. */
export const freshCreationRefused: Plant = {
  createWait: (ctx, port, topic) =>
    port.store.view.topics().length > 0
      ? Promise.resolve({ ok: false, error: 'INVALID_REQUEST' as const })
      : referenceCreate(ctx, port, topic),
};
