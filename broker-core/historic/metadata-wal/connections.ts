/**
 * The connections for direct writes to the other nodes. Made of messages, because the network reports no
 * broken connection: a write on one that the peer does not know is answered by a reset, as in TCP.
 *
 * Heartbeats, time-outs and reconnects are those of the documents' WAL replication (spec d.1, @d5349be
 * wal_replication.rs).
 */
import { METADATA_CHANNEL } from '../../broker/config.js';
import type { Env, NodeId, Wait } from '../../env.js';
import type { Mailroom } from '../../protocol/rpc.js';
import { Oneshot } from '../../runtime/channel.js';
import { spawn, type Ctx } from '../../runtime/ctx.js';
import { select } from '../../runtime/join.js';
import { sleep, timeout } from '../../runtime/time.js';

const CONNECT_US = 5_000_000;
const HEARTBEAT_US = 10_000_000;
const HEARTBEAT_LIMIT_US = 30_000_000;
const RECONNECT_US = 1_000_000;
const RECONNECT_MAX_US = 60_000_000;
/** Of a message without what it carries. */
const HEADER_BYTES = 32;

const CONNECT: Wait = { kind: 'timeout', label: 'metadata stream connect' };
const RECONNECT: Wait = { kind: 'backoff', label: 'metadata stream reconnect' };
const HEARTBEAT: Wait = { kind: 'timeout', label: 'metadata stream heartbeat' };

/** `number` names the connection, for the two who share it. */
type Message =
  | { readonly type: 'connect' | 'connected' | 'heartbeat' | 'alive' | 'reset'; readonly number: number }
  | { readonly type: 'write'; readonly number: number; readonly bytes: Uint8Array };

/** One to a peer, from the attempt to make it on. */
interface Outgoing {
  readonly number: number;
  readonly made: Oneshot<void>;
  readonly lost: Oneshot<void>;
  heardAtUs: number;
}

export interface ConnectionsDeps {
  readonly env: Env;
  readonly mailroom: Mailroom;
  /** All other nodes. */
  readonly peers: readonly NodeId[];
  /** Takes what a peer has sent. */
  readonly receive: (bytes: Uint8Array) => void;
}

export class Connections {
  readonly #outgoing = new Map<NodeId, Outgoing>();
  /** The newest connection that each peer has made here. */
  readonly #incoming = new Map<NodeId, number>();
  #count = 0;

  constructor(private readonly deps: ConnectionsDeps) {
    deps.mailroom.receive(METADATA_CHANNEL, (from, payload) =>
      this.#receive(from, payload as unknown as Message),
    );
  }

  start(): void {
    for (const peer of this.deps.peers) spawn(this.deps.env, (ctx) => this.#keep(ctx, peer));
  }

  /** False if there is no connection; true says only that it left. */
  send(peer: NodeId, bytes: Uint8Array): boolean {
    const connection = this.#outgoing.get(peer);
    if (connection?.made.completed !== true || connection.lost.completed) return false;
    this.#say(peer, { type: 'write', number: connection.number, bytes }, connection);
    return true;
  }

  /** Connects again and again: not at once, as a peer that starts at the same time listens a little later. */
  async #keep(ctx: Ctx, peer: NodeId): Promise<void> {
    let backoffUs = RECONNECT_US;
    for (;;) {
      await sleep(ctx, backoffUs, RECONNECT);
      this.#count += 1;
      const connection: Outgoing = {
        number: this.#count,
        made: new Oneshot(),
        lost: new Oneshot(),
        heardAtUs: ctx.env.clock.nowUs(),
      };
      this.#outgoing.set(peer, connection);
      this.#say(peer, { type: 'connect', number: connection.number }, connection);
      if (await isMade(ctx, connection)) {
        await this.#untilLost(ctx, peer, connection);
        backoffUs = RECONNECT_US;
      } else backoffUs = Math.min(RECONNECT_MAX_US, backoffUs * 2);
      this.#outgoing.delete(peer);
    }
  }

  async #untilLost(ctx: Ctx, peer: NodeId, connection: Outgoing): Promise<void> {
    const { clock } = ctx.env;
    for (;;) {
      const lost = await timeout(ctx, HEARTBEAT_US, HEARTBEAT, (inner) => connection.lost.receive(inner));
      if (!lost.timedOut || clock.nowUs() - connection.heardAtUs > HEARTBEAT_LIMIT_US) return;
      this.#say(peer, { type: 'heartbeat', number: connection.number }, connection);
    }
  }

  /** On a connection of one's own: nobody listening there is the end of it. */
  #say(peer: NodeId, message: Message, connection: Outgoing): void {
    this.#send(peer, message, () => connection.lost.complete());
  }

  #send(peer: NodeId, message: Message, refused?: () => void): void {
    const sizeBytes = HEADER_BYTES + (message.type === 'write' ? message.bytes.length : 0);
    this.deps.mailroom.send(peer, METADATA_CHANNEL, message, sizeBytes, refused);
  }

  #receive(from: NodeId, message: Message): void {
    const { type, number } = message;
    if (type === 'connected' || type === 'alive' || type === 'reset') {
      const connection = this.#outgoing.get(from);
      if (connection?.number !== number) return;
      connection.heardAtUs = this.deps.env.clock.nowUs();
      if (type === 'connected') connection.made.complete();
      else if (type === 'reset') connection.lost.complete();
      return;
    }
    if (type === 'connect') this.#incoming.set(from, number);
    if (this.#incoming.get(from) !== number) {
      // Of a connection that another life of this node had.
      this.#send(from, { type: 'reset', number });
      return;
    }
    if (type === 'write') this.deps.receive(message.bytes);
    else this.#send(from, { type: type === 'connect' ? 'connected' : 'alive', number });
  }
}

/** Whether the peer has accepted. A refusal comes at once; a peer that says nothing is given its time. */
async function isMade(ctx: Ctx, { made, lost }: Outgoing): Promise<boolean> {
  await timeout(ctx, CONNECT_US, CONNECT, (inner) =>
    select(inner, [(accepting) => made.receive(accepting), (refusing) => lost.receive(refusing)]),
  );
  return made.completed;
}
