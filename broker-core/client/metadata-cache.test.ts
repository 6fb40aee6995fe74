import test from 'ava';
import type { MetadataResponse } from '../protocol/topics.js';
import type { Rpc } from '../protocol/rpc.js';
import { runProgram } from '../runtime/testkit/world.js';
import { MetadataCache } from './metadata-cache.js';
import { clientProfiles, type ClientProfile } from './profile.js';

function told(topicId: string, leader: number, leaderEpoch: number): MetadataResponse {
  const partitions = [
    { partition: 0, error: 'NONE' as const, leader, leaderEpoch, replicas: [1, 2], isr: [1, 2] },
  ];
  return {
    type: 'metadata',
    brokers: [1, 2].map((brokerId) => ({ brokerId, host: `n${String(brokerId)}`, port: 9092 })),
    controller: 1,
    topics: [{ topic: 'load', error: 'NONE', topicId, partitions }],
  };
}

/** Where the client finds the leader after each of these answers. */
async function hostsAfter(profile: ClientProfile, answers: readonly MetadataResponse[]): Promise<unknown[]> {
  const hosts: unknown[] = [];
  await runProgram(async ({ ctx }) => {
    const left = [...answers];
    const call = (): Promise<unknown> => Promise.resolve({ answered: true, response: left.shift() });
    // All that the cache uses of it.
    const cache = new MetadataCache({ call } as unknown as Rpc, ['n1', 'n2'], profile);
    for (const _ of answers) {
      cache.invalidate('load');
      const found = await cache.refresh(ctx, 'load', false);
      hosts.push(found.ok && cache.leaderHost(found.partitions[0]));
    }
  });
  return hosts;
}

const STALE = [told('a', 2, 5), told('a', 1, 4), told('a', 1, 6)];

test('a broker whose image is behind does not lead a client back to an older leader epoch', async (t) => {
  t.deepEqual(await hostsAfter(clientProfiles.java, STALE), ['n2', 'n2', 'n1']);
});

test('a client that keeps no epochs is led back', async (t) => {
  t.deepEqual(await hostsAfter(clientProfiles['kafka-python-2.0.2'], STALE), ['n2', 'n1', 'n1']);
});

test('a topic that was created again begins with epochs of its own', async (t) => {
  t.deepEqual(await hostsAfter(clientProfiles.java, [told('a', 2, 5), told('b', 1, 0)]), ['n2', 'n1']);
});
