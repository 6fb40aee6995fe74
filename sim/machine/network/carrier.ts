/** Carries messages: puts them on their link, delivers them when due, drops what a broken link had on it. */
import type { Callback, Wait } from '../../../broker-core/door.js';
import type { Piece, Scheduler } from '../../kernel/types.js';
import { mix32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import { digestPayload } from './digest.js';
import { appendSlot, freeSlot, type Link, type Slot } from './link.js';
import type { NetworkStats } from './config.js';
import { keepOrder, type Chance, type Transit } from './transit.js';

export class Carrier {
  /** A message arrives; called before its receiver has it. */
  onArrival: (link: Link) => void = () => undefined;
  /** A message of a stream fails the check of its frame. */
  onCorrupt: (link: Link) => void = () => undefined;
  /** A stream gives up sending again; breaks it, and says how many messages went with it. */
  giveUp: (link: Link) => number = (link) => this.breakLink(link);

  constructor(
    private readonly scheduler: Scheduler,
    private readonly transit: Transit,
    private readonly refusals: Refusals,
    private readonly stats: NetworkStats,
    private readonly verifyPayloads: boolean,
  ) {}

  /** A slot at the end of the link, with its time of sending; the caller fills in the message. */
  append(link: Link): Slot {
    const slot = appendSlot(link.flight, link.arrived);
    slot.sentAtUs = this.scheduler.nowUs();
    slot.releasedAtUs = slot.sentAtUs;
    slot.attempt = 0;
    slot.injectedUs = 0;
    slot.stage = 'out';
    slot.isHeld = false;
    slot.opens = false;
    slot.since = this.scheduler.here();
    return slot;
  }

  /** Sends a reset behind what is on its way, or held; `onReset` is called when it arrives. */
  sendReset(link: Link, drawKey: number, onReset: Callback): void {
    const slot = this.append(link);
    slot.sizeBytes = 0;
    slot.drawKey = drawKey;
    slot.digest = drawKey;
    slot.onReset = onReset;
    if (link.faults.hold.length === 0 && link.heldCount === 0) this.launch(link, slot);
    else this.hold(link, slot);
  }

  /** Keeps the message on the link until {@link Carrier.release}. */
  hold(link: Link, slot: Slot): void {
    slot.isHeld = true;
    link.heldCount += 1;
  }

  /** Sends the message on its way now. */
  launch(link: Link, slot: Slot): void {
    slot.releasedAtUs = this.scheduler.nowUs();
    this.#transmit(link, slot);
  }

  /** Sends what is held on its way, in order; of a stream up to the first that something still holds. */
  release(link: Link, isStillHeld: (slot: Slot) => boolean): void {
    for (let slot = link.flight.head; slot !== null && link.heldCount > 0; slot = slot.next) {
      if (!slot.isHeld) continue;
      if (!isStillHeld(slot)) {
        slot.isHeld = false;
        link.heldCount -= 1;
        this.launch(link, slot);
      } else if (link.isStream) return;
    }
  }

  /** The event of `slot` has fired. */
  arrived(link: Link, slot: Slot): void {
    // A paused process keeps events that cannot be cancelled; the slot may have a later message by now.
    if (slot.event === null || slot.dueUs > this.scheduler.nowUs()) return;
    slot.event = null;
    if (slot.stage === 'out') {
      if (this.transit.mayRepeat(slot)) this.#transmit(link, slot);
      else this.stats.gaveUp += this.giveUp(link);
      return;
    }
    // Two messages of a stream are due at once and the kernel permutes ties: the later one waits its turn.
    if (link.isStream && link.flight.head !== slot) return;
    this.#deliver(link, slot);
  }

  /** Drops all that is on the link, and says how much. The next message is the first of a new connection. */
  breakLink(link: Link): number {
    const nowUs = this.scheduler.nowUs();
    const isPaused = link.receiver.life?.paused === true;
    let dropped = 0;
    for (let slot = link.flight.head; slot !== null;) {
      const next = slot.next;
      // It came while the process was paused, and lies on the receiving side: no cable carries it any more.
      const hasArrived = isPaused && slot.event !== null && slot.dueUs < nowUs;
      if (!hasArrived) {
        // Only if its receiver has ended, not for a cable that was cut.
        if (link.receiver.life === null) this.refusals.tell(link, slot.drawKey, slot.refused, false);
        if (slot.event !== null) this.scheduler.cancel(slot.event);
        if (slot.onReset === null) dropped += 1;
        freeSlot(link.flight, slot);
      }
      slot = next;
    }
    link.heldCount = 0;
    link.lastArrivalUs = 0;
    link.lastCalmArrivalUs = 0;
    return dropped;
  }

  /** Sends it now, for the first time or once more. A machine does so even while its process is paused. */
  #transmit(link: Link, slot: Slot): void {
    const nowUs = this.scheduler.nowUs();
    const waitUs = this.transit.transmit(link, slot, nowUs);
    if (waitUs === null) {
      slot.stage = 'through';
      if (link.isStream) this.#order(link, slot, nowUs);
      else this.#schedule(link, slot, nowUs);
      return;
    }
    slot.dueUs = nowUs + waitUs;
    slot.event = this.scheduler.schedule(waitUs, null, 'machine', RETRANSMIT, slot.drawKey, slot.arrive);
  }

  /** Gives it, and what waited behind it, a time of arrival; unless one ahead of it has none yet. */
  #order(link: Link, slot: Slot, nowUs: number): void {
    if (slot.previous !== null && slot.previous.stage !== 'ordered') return;
    for (let next: Slot | null = slot; next?.stage === 'through'; next = next.next) {
      keepOrder(link, next);
      next.stage = 'ordered';
      this.#schedule(link, next, nowUs);
    }
  }

  #schedule(link: Link, slot: Slot, nowUs: number): void {
    // It may be overdue when it had to wait for the one ahead, after a pause.
    const delayUs = Math.max(0, slot.dueUs - nowUs);
    const life = link.receiver.life;
    assert(life !== null, 'a process that ends takes what is on its links with it');
    const { digest, arrive, since } = slot;
    const isPlain = slot.dueUs === slot.calmDueUs && slot.releasedAtUs === slot.sentAtUs;
    slot.event = isPlain
      ? this.scheduler.schedule(delayUs, life, 'delivery', link.wait, digest, arrive, since)
      : this.scheduler.scheduleInPieces(
          delayUs,
          life,
          'delivery',
          piecesOf(link, slot),
          digest,
          arrive,
          since,
        );
  }

  #deliver(link: Link, slot: Slot): void {
    const { payload, refused, drawKey, onReset, isCorrupt } = slot;
    if (this.verifyPayloads && onReset === null) this.#requireUnchanged(link, slot);
    freeSlot(link.flight, slot);
    if (isCorrupt) {
      this.stats.corrupted += 1;
      if (link.isStream) this.onCorrupt(link);
      return;
    }
    // Its event has fired already and found it second; an event of its own keeps its cause its own.
    const head = link.flight.head;
    if (link.isStream && head?.stage === 'ordered' && head.event === null)
      this.#schedule(link, head, this.scheduler.nowUs());
    if (onReset !== null) {
      onReset();
      return;
    }
    const receive = link.receiver.receive;
    if (receive === null) {
      this.stats.refused += 1;
      this.refusals.tell(link, drawKey, refused, true);
      return;
    }
    this.stats.delivered += 1;
    if (link.isStream && !link.isLoopback) this.onArrival(link);
    receive({ from: link.sender.nodeId, channel: link.channel, payload });
  }

  #requireUnchanged(link: Link, slot: Slot): void {
    const digest = digestMessage(slot.drawKey, slot.sizeBytes, digestPayload(slot.payload));
    assert(
      digest === slot.digest,
      `a payload was changed after it was sent: ${link.sender.nodeId} on ${link.channel.name}`,
    );
  }
}

const RETRANSMIT: Wait = { kind: 'control', label: 'retransmit' };

/** What enters the run's hash for a message: which one it is, how long, and what it says. */
export function digestMessage(drawKey: number, sizeBytes: number, contentDigest: number): number {
  return mix32(mix32(drawKey, sizeBytes), contentDigest);
}

/** Held, then on its way, then late because of a fault; parts that took no time are left out. */
function piecesOf(link: Link, slot: Slot): readonly Piece[] {
  const pieces: Piece[] = [];
  let fromUs = slot.sentAtUs;
  const add = (untilUs: number, wait: Wait): void => {
    if (untilUs > fromUs) pieces.push({ untilUs, wait });
    fromUs = untilUs;
  };
  add(slot.releasedAtUs, link.heldWait);
  add(slot.calmDueUs, link.wait);
  add(slot.dueUs, link.injectedWait);
  return pieces.length > 0 ? pieces : [{ untilUs: slot.dueUs, wait: link.wait }];
}

/**
 * Tells a sender that nothing listens where its message went: the reset of a machine without such a process.
 * Simpler than the world: one delay there, unless the message had arrived, and one back; only a cut stops it.
 */
export class Refusals {
  /** `isCutBack`: whether nothing gets from the link's receiver back to its sender now. */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly chance: Chance,
    private readonly isCutBack: (link: Link) => boolean,
  ) {}

  /** `refused` is the sender's; null if it does not ask. `travelled`: the message had come all the way. */
  tell(link: Link, drawKey: number, refused: Callback | null, travelled: boolean): void {
    if (refused === null || !link.receiver.machineIsUp || this.isCutBack(link)) return;
    const backKey = mix32(drawKey, RESET);
    const thereUs = travelled ? 0 : this.chance.delayUs(drawKey);
    const delayUs = thereUs + this.chance.delayUs(backKey);
    this.scheduler.schedule(delayUs, link.sender.life, 'delivery', link.wait, backKey, refused);
  }
}

/** Sets the way back of a refusal apart from the message's way there. */
const RESET = 0x72657365;
