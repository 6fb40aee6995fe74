/**
 * What the Raft groups of all partitions of a broker send each other, over one connection to each peer.
 *
 * A group is addressed by topic and partition, as there (`PartitionKey`, raft_integration.rs @ 2723d5c): when
 * a topic is deleted and another of its name created, messages still on their way from the old group reach
 * the new one, which takes them for its own. What a deletion does to a group the documents do not say; here
 * it ends.
 */
import type { Channel, NodeId, Payload } from '../../env.js';
import { messageSizeBytes, type RaftMessage } from '../../raft/index.js';
import type { Mailroom } from '../../protocol/rpc.js';

export const GROUP_CHANNEL: Channel = { name: 'groups', transport: 'stream' };

interface Envelope {
  readonly group: string;
  readonly message: RaftMessage;
}

export class GroupMail {
  readonly #members = new Map<string, (message: RaftMessage) => void>();

  constructor(private readonly mailroom: Mailroom) {
    mailroom.receive(GROUP_CHANNEL, (_from, payload) => {
      const { group, message } = payload as unknown as Envelope;
      // A group that is not there is as a service that knows no such partition: nobody answers.
      this.#members.get(group)?.(message);
    });
  }

  join(group: string, receive: (message: RaftMessage) => void): void {
    this.#members.set(group, receive);
  }

  leave(group: string): void {
    this.#members.delete(group);
  }

  send(to: NodeId, group: string, message: RaftMessage): void {
    const envelope = { group, message } satisfies Envelope;
    const sizeBytes = group.length + messageSizeBytes(message);
    this.mailroom.send(to, GROUP_CHANNEL, envelope as unknown as Payload, sizeBytes);
  }
}
