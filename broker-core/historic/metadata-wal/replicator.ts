/**
 * Takes direct writes to the other nodes, and never reports their arrival: a task that sleeps when its queue
 * is empty (S4:L453-456; spec d.1). No flow control; a write without a connection is dropped, and nothing is
 * sent again.
 */
import type { Cause, NodeId, Wait } from '../../env.js';
import { spawn } from '../../runtime/ctx.js';
import { sleep } from '../../runtime/time.js';
import type { Connections } from './connections.js';
import { encodeDirectWrite, type DirectWrite } from './wal.js';
import type { Env } from '../trace/names.js';

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

/** Starts the task; gives what takes a write into its queue. */
export function startReplicator({
  env,
  peers,
  connections,
  pollUs,
}: ReplicatorDeps): (write: DirectWrite) => void {
  const { clock, trace } = env;
  const queue: Queued[] = [];

  const send = ({ write, sinceUs }: Queued): void => {
    trace.waited('metadataWal.queue', clock.nowUs() - sinceUs);
    const bytes = encodeDirectWrite(write);
    for (const peer of peers)
      trace.count(connections.send(peer, bytes) ? 'metadata_stream_sent' : 'metadata_stream_dropped');
  };

  spawn(env, async (ctx) => {
    // So that the looks of different nodes, and those at different periods, do not fall on one instant.
    await sleep(ctx, Math.floor(env.random.keyed('metadata stream phase', 0) * pollUs), QUEUE);
    for (;;) {
      const next = queue.shift();
      if (next === undefined) await sleep(ctx, pollUs, QUEUE);
      else trace.handoff(next.since, QUEUE, () => send(next));
    }
  });
  return (write) => {
    if (queue.length >= QUEUE_MAX) trace.count('metadata_stream_dropped');
    else queue.push({ write, since: trace.here(), sinceUs: clock.nowUs() });
  };
}
