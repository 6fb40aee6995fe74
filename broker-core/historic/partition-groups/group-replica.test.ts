import test from 'ava';
import type { Partition } from '../../protocol/records.js';
import type { ReplicaDeps } from '../../partition/replica/deps.js';
import type { PartitionReplica } from '../../partition/replica/partition-replica.js';
import { runProgram } from '../../runtime/testkit/world.js';
import { GroupReplica } from './group-replica.js';
import type { GroupMail } from './mail.js';

const PARTITION: Partition = {
  topic: 'orders',
  partition: 0,
  replicas: [1, 2, 3],
  leader: 1,
  leaderEpoch: 0,
  isr: [1, 2, 3],
  partitionEpoch: 0,
};

/** Which groups a replica of an empty log joins and leaves meanwhile. */
async function joinedAndLeft(body: (replica: PartitionReplica) => void): Promise<readonly string[]> {
  const mail: string[] = [];
  const { end } = await runProgram(
    ({ ctx }) => {
      const log = {
        logEndOffset: 0,
        highWatermarkCheckpoint: 0,
        checkpointHighWatermark: () => null,
      } as unknown as ReplicaDeps['log'];
      const deps = { env: ctx.env, topic: 'orders', partition: 0, log, observe: () => undefined };
      const post = {
        join: (group: string) => mail.push(`joins ${group}`),
        leave: (group: string) => mail.push(`leaves ${group}`),
        send: () => undefined,
      };
      body(
        // Only what the beginning and the end of a group touch.
        new GroupReplica(deps as unknown as ReplicaDeps, {
          mail: post as unknown as GroupMail,
          config: { tickUs: 10_000, electionTicks: 10, heartbeatTicks: 1 },
          observe: () => undefined,
        }),
      );
      return Promise.resolve();
    },
    { untilUs: 100_000 },
  );
  if (end.reason === 'failed') throw end.error;
  return mail;
}

test('a replica whose log has failed, or that was closed, becomes no member of its group again', async (t) => {
  for (const end of ['onLogFailed', 'close'] as const) {
    const mail = await joinedAndLeft((replica) => {
      replica.onMetadata(PARTITION);
      replica.onMetadata({ ...PARTITION, partitionEpoch: 1 });
      replica[end]();
      replica.onMetadata({ ...PARTITION, partitionEpoch: 2 });
    });
    t.deepEqual(mail, ['joins orders/0', 'leaves orders/0'], end);
  }
});
