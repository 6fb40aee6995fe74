/** Takes Raft's messages to the peers, and theirs in: in which order, and what becomes of a lost one. */
import type { Channel, Env, Payload } from '../env.js';
import { messageSizeBytes, type RaftMessage } from '../raft/index.js';
import type { Mailroom } from '../protocol/rpc.js';

export const RAFT_CHANNEL: Channel = { name: 'raft', transport: 'stream' };

export interface SenderConfig {
  /** Attempts at one message, the first included; after the last it is lost. */
  readonly attemptsMax: number;
  /** Before the second attempt; doubled for each further one, */
  readonly backoffUs: number;
  /** up to this. */
  readonly backoffMaxUs: number;
  /** How long an attempt waits for the peer to say that it has the message. */
  readonly timeoutUs: number;
  /** Whether Raft is told of a peer that a message was lost on the way to. */
  readonly reportsUnreachable: boolean;
}

export interface SenderDeps {
  readonly env: Env;
  readonly mailroom: Mailroom;
  readonly config: SenderConfig;
  /** Takes in a message of a peer. */
  readonly receive: (message: RaftMessage) => void;
  readonly reportUnreachable: (peer: string) => void;
}

export interface RaftSender {
  /** Takes over a message; never waits. */
  send(message: RaftMessage): void;
}

export type CreateSender = (deps: SenderDeps) => RaftSender;

/** Each message leaves at once. Nothing is retried or reported as lost: Raft finds out by itself. */
export const sendOn =
  (channel: Channel): CreateSender =>
  ({ mailroom, receive }) => {
    mailroom.receive(channel, (_from, payload) => receive(payload as unknown as RaftMessage));
    return {
      send: (message) =>
        mailroom.send(message.to, channel, message as unknown as Payload, messageSizeBytes(message)),
    };
  };

/** A connection to each peer, on which messages keep their order. It repeats what the network loses. */
export const fifoPerPeer = sendOn(RAFT_CHANNEL);
