/**
 * Each message is a datagram: it may be lost, come twice, or be overtaken by a later one. Raft needs no more of a network than this, and
 * a stream hides whether it is content with it.
 */
import type { Channel, Payload } from '../../env.js';
import { RAFT_CHANNEL, type CreateSender } from '../../quorum/sender.js';
import { messageSizeBytes, type RaftMessage } from '../../raft/index.js';

const CHANNEL: Channel = { name: RAFT_CHANNEL.name, transport: 'datagram' };

export const datagrams: CreateSender = ({ mailroom, receive }) => {
  mailroom.receive(CHANNEL, (_from, payload) => receive(payload as unknown as RaftMessage));
  return {
    send(message) {
      mailroom.send(message.to, CHANNEL, message as unknown as Payload, messageSizeBytes(message));
    },
  };
};
