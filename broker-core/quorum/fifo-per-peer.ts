/**
 * A connection to each peer, on which messages keep their order. Nothing is tried again, and nobody is told what is lost: Raft finds
 * out by itself, and the connection repeats what the network loses.
 */
import type { Payload } from '../env.js';
import { RAFT_CHANNEL, type CreateSender } from './sender.js';
import { messageSizeBytes, type RaftMessage } from '../raft/index.js';

export const fifoPerPeer: CreateSender = ({ mailroom, receive }) => {
  mailroom.receive(RAFT_CHANNEL, (_from, payload) => receive(payload as unknown as RaftMessage));
  return {
    send(message) {
      mailroom.send(message.to, RAFT_CHANNEL, message as unknown as Payload, messageSizeBytes(message));
    },
  };
};
