/**
 * Takes direct writes to the other nodes, and tells nobody whether they have arrived: a task that looks into its queue, and sleeps
 * when it is empty (S4:L453-456; spec d.1). No flow control; what there is no connection for is dropped, and nothing is sent again.
 */
import type { Cause, NodeId, Wait } from '../../env.js';
import { spawn } from '../../runtime/ctx.js';
import { sleep } from '../../runtime/time.js';
import type { Connections } from './connections.js';
import { encodeDirectWrite, type DirectWrite } from './direct-write.js';
import type { Ctx, Env } from '../trace/names.js';

/** Beyond it writes are dropped (@cfb53bd wal_replication.rs). */
const QUEUE_MAX = 100_000;

const QUEUE: Wait = { kind: 'poll', label: 'metadata stream queue' };

interface Queued {
  readonly write: DirectWrite;
  readonly since: Cause;
  readonly sinceUs: number;
}

export interface ReplicatorDeps {
  readonly env: Env;
  readonly peers: readonly NodeId[];
  readonly connections: Connections;
  /** The sleep after a look at an empty queue. */
  readonly pollUs: number;
}

export class Replicator {
  readonly #deps: ReplicatorDeps;
  readonly #queue: Queued[] = [];

  constructor(deps: ReplicatorDeps) {
    this.#deps = deps;
  }

  start(): void {
    spawn(this.#deps.env, (ctx) => this.#run(ctx));
  }

  push(write: DirectWrite): void {
    const { clock, trace } = this.#deps.env;
    if (this.#queue.length >= QUEUE_MAX) trace.count('metadata_stream_dropped');
    else this.#queue.push({ write, since: trace.here(), sinceUs: clock.nowUs() });
  }

  async #run(ctx: Ctx): Promise<void> {
    const { env, pollUs } = this.#deps;
    // So that the looks of different nodes, and those at different periods, do not fall on one instant.
    await sleep(ctx, Math.floor(env.random.keyed('metadata stream phase', 0) * pollUs), QUEUE);
    for (;;) {
      const next = this.#queue.shift();
      if (next === undefined) await sleep(ctx, pollUs, QUEUE);
      else env.trace.handoff(next.since, QUEUE, () => this.#send(next));
    }
  }

  #send({ write, sinceUs }: Queued): void {
    const { env, peers, connections } = this.#deps;
    env.trace.waited('metadataWal.queue', env.clock.nowUs() - sinceUs);
    const bytes = encodeDirectWrite(write);
    for (const peer of peers)
      env.trace.count(connections.send(peer, bytes) ? 'metadata_stream_sent' : 'metadata_stream_dropped');
  }
}
