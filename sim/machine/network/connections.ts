/**
 * Connections of streams: what each end believes, and how it learns that it is wrong.
 *
 * A connection is between two lives of processes, on one channel, and is opened by the first message: that
 * takes a round trip more. A process that dies on a living machine resets its connections. After a loss of
 * power the other end knows nothing: its connection is half open until it sends something. That is repeated,
 * and then either the machine is back and answers with a reset, as it knows no such connection, or the sender
 * gives up (RFC 9293, 3.5.1 "Half-Open Connections and Other Anomalies").
 */
import type { Life, Scheduler } from '../../kernel/types.js';
import { mix32 } from '../../random/mix.js';
import type { Carrier } from './carrier.js';
import type { NetworkConfig, NetworkStats } from './config.js';
import { refreshFaults, type Link } from './link.js';
import type { FaultSet } from './link-faults.js';
import type { Chance } from './transit.js';

/** What of the switchboard is needed here. */
export interface ConnectionsDeps {
  readonly scheduler: Scheduler;
  readonly config: NetworkConfig;
  readonly chance: Chance;
  readonly carrier: Carrier;
  readonly faults: FaultSet;
  readonly stats: NetworkStats;
  /** The link of the same channel the other way. */
  readonly back: (link: Link) => Link;
}

export class Connections {
  constructor(private readonly deps: ConnectionsDeps) {}

  /** Whether the next message opens a connection; it is open from then on, in its sender's eyes. */
  open(link: Link): boolean {
    if (!link.isStream || link.isLoopback || link.peer === link.receiver.life) return false;
    connect(link, link.receiver.life);
    return true;
  }

  /** A message has come all the way: the receiver knows the life that sent it, and may answer it. */
  accept(link: Link): void {
    const back = this.deps.back(link);
    if (back.peer === link.sender.life && !back.endedByReceiver) return;
    // A simplification: the new connection tells the receiver that its old one is gone.
    if (isStale(back)) this.#tell(back);
    connect(back, link.sender.life);
  }

  /** A cut both ways: the next message opens a connection. Of the same life nobody is told. */
  cut(link: Link): void {
    if (link.peer === link.receiver.life) link.peer = null;
  }

  /**
   * The receiver of the link ends its connection: it knows, and its machine tells the sender, by a message
   * that a fault may hold or cut like any other. What the sender sends before it hears is lost.
   */
  endByReceiver(link: Link): void {
    const back = this.deps.back(link);
    const { stats, carrier } = this.deps;
    if (back.peer !== null) stats.disconnected += this.break(back);
    stats.disconnected += carrier.breakLink(link);
    if (link.peer === null) return;
    link.endedByReceiver = true;
    this.reset(link);
  }

  /** The sender of the link has sent on a connection, or for one, that no process is there for. */
  notThere(link: Link, drawKey: number): void {
    const { receiver, sender } = link;
    const { life } = sender;
    const isSame = watchConnection(link);
    if (!receiver.machineIsUp || link.faults.hold.length > 0) {
      this.probe(link);
      return;
    }
    const { scheduler, chance } = this.deps;
    scheduler.schedule(chance.delayUs(drawKey), null, 'machine', link.injectedWait, drawKey, () => {
      if (sender.life !== life || !isSame()) return;
      if (receiver.machineIsUp) this.reset(link);
      else this.probe(link);
    });
  }

  /** The receiver's machine tells the link's sender that its connection is no more. */
  reset(link: Link): void {
    if (link.sender.life === null) return;
    const back = this.deps.back(link);
    refreshFaults(back, this.deps.faults);
    if (back.faults.cut.length > 0) return;
    const isSame = watchConnection(link);
    back.resetCount += 1;
    const drawKey = mix32(mix32(back.key, RESET), back.resetCount);
    this.deps.carrier.sendReset(back, drawKey, () => {
      // It may know already, and have opened another connection since.
      if (isSame()) this.#tell(link);
    });
  }

  /**
   * Repeats what was sent and not acknowledged, until the machine is there to answer or the sender gives up.
   */
  probe(link: Link, attempt = 0): void {
    if (attempt === 0 && link.isProbing) return;
    link.isProbing = true;
    const { life } = link.sender;
    const isSame = watchConnection(link);
    const { scheduler, config } = this.deps;
    const waitUs = Math.min(RETRANSMIT_MAX_US, config.retransmitUs * 2 ** attempt);
    scheduler.schedule(waitUs, null, 'machine', link.injectedWait, link.key, () => {
      const isOver = link.sender.life !== life || !isSame();
      if (isOver || attempt >= PROBES_MAX || this.#isAnswered(link)) {
        link.isProbing = false;
        if (!isOver && this.#isAnswered(link)) this.reset(link);
        else if (!isOver) this.#tell(link);
        return;
      }
      this.probe(link, attempt + 1);
    });
  }

  /** The connection of the link is broken, and its sender knows. What is on it is gone. */
  break(link: Link): number {
    const dropped = this.deps.carrier.breakLink(link);
    const { life } = link.sender;
    link.peer = null;
    if (life === null) return dropped;
    this.deps.scheduler.schedule(0, life, 'delivery', link.wait, mix32(link.key, RESET), () =>
      this.#tell(link),
    );
    return dropped;
  }

  #isAnswered(link: Link): boolean {
    refreshFaults(link, this.deps.faults);
    return link.receiver.machineIsUp && link.faults.cut.length === 0 && link.faults.hold.length === 0;
  }

  /** The sender of the link hears of it now. */
  #tell(link: Link): void {
    link.peer = null;
    this.deps.stats.resets += 1;
    link.sender.reset?.(link.receiver.nodeId, link.channel);
  }
}

/** Whether the sender believes in a connection that the other end does not know (any more). */
export function isStale(link: Link): boolean {
  return link.peer !== null && (link.peer !== link.receiver.life || link.endedByReceiver);
}

function connect(link: Link, peer: Life | null): void {
  link.peer = peer;
  link.connection += 1;
  link.endedByReceiver = false;
}

/** What it gives says whether the sender believes in the same connection, or again in none, as now. */
function watchConnection(link: Link): () => boolean {
  const { peer, connection } = link;
  return () => link.peer === peer && link.connection === connection;
}

/** Sets the draws of resets apart from those of messages. */
const RESET = 0x72657374;
/**
 * Linux gives up an established connection after 15 retransmissions (`tcp_retries2`), two minutes apart at
 * most.
 */
const PROBES_MAX = 15;
const RETRANSMIT_MAX_US = 120_000_000;
