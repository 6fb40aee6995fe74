/** Bugs in coordinators of consumer groups, and in what the metadata log makes of their writes. */
import { ofArea } from '../form/mutant.js';

const APPLY = 'broker-core/metadata/apply/groups.ts';
const COORDINATOR = 'broker-core/groups/coordinator.ts';
const GROUP = 'broker-core/groups/group.ts';

/** What a coordinator has the metadata log store of a generation. */
const STORED = { file: COORDINATOR, find: "type: 'storeGroup', ...by, group: «record», requestId" };

export const groupMutants = ofArea('groups', [
  {
    name: 'zombie-commits',
    broken: 'A commit counts, whichever generation its member belongs to.',
    known: 'tulios/kafkajs#1046',
    caughtBy: ['committed-offset-monotonic'],
    edits: [
      { file: COORDINATOR, find: 'group.commit(memberId, generation, nowUs)', replace: "'NONE'" },
      { file: COORDINATOR, find: '{ ...this.#nextWrite(), generation, memberId }', replace: 'null' },
    ],
    shown: {
      scenario: 'group-consume',
      set: { 'consumerGroup.stintMs': 0 },
      faults: [{ id: 'hangs', type: 'pause', target: 'r1', atMs: 14_000, untilMs: 20_000 }],
    },
  },
  {
    name: 'commit-judged-when-it-was-sent',
    broken: 'A commit that was sent in time counts though the generation is over when it is applied.',
    caughtBy: ['committed-offset-monotonic'],
    edits: [
      { file: APPLY, find: 'members.some(({ memberId }) => memberId === fence.memberId)', replace: 'true' },
      { file: APPLY, find: 'group?.generation === fence.generation', replace: 'true' },
    ],
  },
  {
    name: 'commit-acknowledged-unwritten',
    broken: 'A coordinator acknowledges a commit before the metadata log has it.',
    caughtBy: ['committed-offset-monotonic', 'offset-fetch-is-current'],
    edits: [
      {
        file: COORDINATOR,
        find: 'answer(await writeOffsets(ctx, this.deps, { groupId: group.groupId, offsets }, fence));',
        replace:
          "answer('NONE'); await writeOffsets(ctx, this.deps, { groupId: group.groupId, offsets }, fence);",
      },
    ],
  },
  {
    name: 'late-commit-wins',
    broken: 'A commit that was overtaken on its way to the log is the last word.',
    caughtBy: ['committed-offset-monotonic'],
    edits: [
      { file: APPLY, find: 'sequence <= before.sequence', replace: 'false' },
      { file: APPLY, find: 'before.index > seenIndex', replace: 'false' },
    ],
  },
  {
    name: 'offsets-told-unconfirmed',
    broken: 'A coordinator tells committed offsets without asking whether it still is one.',
    known: 'etcd-io/etcd#741: stale reads',
    caughtBy: ['offset-fetch-is-current', 'new-topic-has-no-old-offset'],
    edits: [
      {
        file: 'broker-core/groups/offsets.ts',
        find: 'await writer.write(ctx, barrier, WRITE_LIMIT_US)',
        replace: "{ type: 'ok' }",
      },
    ],
    shown: { scenario: 'group-offsets' },
  },
  {
    name: 'generation-assigned-twice',
    broken: 'A coordinator that has been replaced stores its assignment of a generation too.',
    caughtBy: ['one-assignment-per-generation', 'stored-members-are-of-the-round'],
    edits: [
      {
        file: APPLY,
        find: 'stored !== undefined && group.generation <= stored.generation',
        replace: 'false',
      },
      {
        file: APPLY,
        find: 'refusalOfCoordinator(context.state, group.groupId, coordinator)',
        replace: 'null',
      },
    ],
    shown: { scenario: 'group-coordinator-loss' },
  },
  {
    name: 'partition-given-twice',
    broken: 'A partition is given to two members.',
    caughtBy: ['partition-has-one-member'],
    edits: [{ file: GROUP, find: 'member.assignment = «partitions»;', replace: 'assignments[0].partitions' }],
  },
  {
    name: 'last-partition-unowned',
    broken: 'The last partition of a topic is given to nobody.',
    caughtBy: ['partition-has-a-member'],
    edits: [
      {
        ...STORED,
        replace:
          '{ ...record, members: record.members.map((member) => ({ ...member, assignment: member.assignment.map(({ topic, partitions }) => ({ topic, partitions: partitions.filter((partition) => partition + 1 !== store.view.topic(topic)?.partitionCount) })) })) }',
      },
    ],
  },
  {
    name: 'member-forgotten',
    broken: 'The member that joined last is left out of its generation.',
    caughtBy: ['stored-members-are-of-the-round'],
    edits: [{ ...STORED, replace: '{ ...record, members: record.members.slice(0, -1) }' }],
  },
  {
    name: 'heartbeat-of-a-stranger-taken',
    broken: 'A coordinator answers every heartbeat with: all is well.',
    caughtBy: ['stalled', 'nothing-pending-at-rest', 'committed-was-consumed'],
    edits: [
      {
        file: GROUP,
        find: "«if (error !== null) return error;» this.#heard(memberId, nowUs); return this.#phase.type === 'preparing'",
        replace: "return 'NONE';",
      },
      {
        file: GROUP,
        find: "this.#heard(memberId, nowUs); return «this.#phase.type === 'preparing' ? 'REBALANCE_IN_PROGRESS' : 'NONE'»;",
        replace: "'NONE'",
      },
    ],
  },
  {
    name: 'offsets-outlive-their-group',
    broken: 'What a group has committed stays when the group is deleted.',
    caughtBy: ['deleted-group-tells-nothing'],
    edits: [
      {
        file: APPLY,
        find: 'for (const offset of offsets) state.groupOffsetTable.remove(offset);',
        replace: '',
        when: 'offsets.length > 0',
      },
    ],
    shown: {
      scenario: 'group-offsets',
      set: { 'consumerGroup.commitMs': 100, 'consumerGroup.deleteAtMs': 3000 },
    },
  },
  {
    name: 'offsets-outlive-their-topic',
    broken: 'What groups have committed of a topic stays when the topic is deleted.',
    known: 'KIP-516',
    caughtBy: ['new-topic-has-no-old-offset'],
    edits: [
      {
        file: 'broker-core/metadata/apply/topics.ts',
        find: 'forgetOffsetsOf(context.state, name);',
        replace: '',
        when: 'context.state.groupOffsets().some(({ topic }) => topic === name)',
      },
    ],
  },
  {
    name: 'generation-not-raised',
    broken: 'Every round of a group ends in generation 1, and the metadata log stores each of them.',
    caughtBy: ['one-assignment-per-generation', 'stored-members-are-of-the-round'],
    edits: [
      {
        file: GROUP,
        find: 'this.#generation += 1;',
        replace: 'this.#generation = 1;',
        when: 'this.#generation > 0',
      },
      {
        file: APPLY,
        find: 'stored !== undefined && group.generation <= stored.generation',
        replace: 'false',
      },
    ],
  },
]);
