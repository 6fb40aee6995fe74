/** Bugs in coordinators of consumer groups. */
import type { Strategies } from '../../../../broker-core/broker/strategies.js';
import { EventDrivenCoordinator } from '../../../../broker-core/groups/coordinator.js';
import type { CoordinatorDeps, GroupCoordinator, ReplyToGroup } from '../../../../broker-core/groups/deps.js';
import { withTopicIds, writeOffsets } from '../../../../broker-core/groups/offsets.js';
import type { GroupRequest } from '../../../../broker-core/protocol/groups.js';
import type { Group, PartitionOffset } from '../../../../broker-core/protocol/records.js';
import { enterTask } from '../../../../broker-core/runtime/ctx.js';

type Plant = Partial<Strategies>;

/** A commit of offsets counts, whichever generation its member belongs to. */
export const zombieCommits: Plant = {
  consumerGroups: (deps) =>
    handling(deps, (honest, request, reply) => {
      const offsets = request.type === 'offsetCommit' ? withTopicIds(deps.store.view, request.offsets) : null;
      if (request.type !== 'offsetCommit' || offsets === null) honest.handle(request, reply);
      else
        enterTask(deps.env, async (ctx) => {
          const error = await writeOffsets(ctx, deps, { groupId: request.groupId, offsets }, null);
          reply({ type: 'offsetCommit', error });
        });
    }),
};

/** What a coordinator has once told of a group it tells again when there is nothing. */
export const remembersDeleted: Plant = {
  consumerGroups: (deps) => {
    const told = new Map<string, PartitionOffset>();
    return handling(deps, (honest, request, reply) => {
      if (request.type !== 'offsetFetch') honest.handle(request, reply);
      else
        honest.handle(request, (response) => {
          if (response.type !== 'offsetFetch' || response.error !== 'NONE') {
            reply(response);
            return;
          }
          const keyOf = (topic: string, partition: number): string =>
            `${request.groupId} ${topic} ${partition}`;
          for (const one of response.offsets) told.set(keyOf(one.topic, one.partition), one);
          const remembered = request.partitions.flatMap(({ topic, partitions }) =>
            partitions.flatMap((partition) => told.get(keyOf(topic, partition)) ?? []),
          );
          reply({ ...response, offsets: remembered });
        });
    });
  },
};

/** The member that joined last is left out of what is stored. */
export const memberForgotten: Plant = {
  consumerGroups: (deps) => storing(deps, (group) => ({ ...group, members: group.members.slice(0, -1) })),
};

/** The last partition of each topic is given to nobody. */
export const lastPartitionUnowned: Plant = {
  consumerGroups: (deps) =>
    storing(deps, (group) => ({
      ...group,
      members: group.members.map((member) => ({
        ...member,
        assignment: member.assignment.map(({ topic, partitions }) => {
          const last = (deps.store.view.topic(topic)?.partitionCount ?? 0) - 1;
          return { topic, partitions: partitions.filter((partition) => partition !== last) };
        }),
      })),
    })),
};

function storing(deps: CoordinatorDeps, bug: (group: Group) => Group): GroupCoordinator {
  const { writer } = deps;
  return new EventDrivenCoordinator({
    ...deps,
    writer: {
      write: (ctx, command, limitUs) =>
        writer.write(
          ctx,
          command.type === 'storeGroup' ? { ...command, group: bug(command.group) } : command,
          limitUs,
        ),
    },
  });
}

function handling(
  deps: CoordinatorDeps,
  bug: (honest: GroupCoordinator, request: GroupRequest, reply: ReplyToGroup) => void,
): GroupCoordinator {
  const honest = new EventDrivenCoordinator(deps);
  return {
    get waiterCount() {
      return honest.waiterCount;
    },
    get taskCount() {
      return honest.taskCount;
    },
    handle: (request, reply) => bug(honest, request, reply),
  };
}
