/**
 * Tells a sender that nothing listens where its message went: the reset that a machine answers with when no process of that name runs.
 *
 * Simpler than the world: it takes one delay there, if the message had not arrived, and one back; faults that slow, lose or hold
 * do not touch it. A cut does, and a machine that is down sends none.
 */
import type { Callback } from '../../../broker-core/door.js';
import type { Scheduler } from '../../kernel/types.js';
import { mix32 } from '../../random/mix.js';
import type { Chance } from './chance.js';
import type { Link } from './link.js';

export interface RefusalsOptions {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  /** Whether nothing gets from the link's receiver back to its sender now. */
  readonly isCutBack: (link: Link) => boolean;
}

export class Refusals {
  readonly #options: RefusalsOptions;

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  /** `refused` is the sender's; null if it does not ask. `travelled`: the message had come all the way. */
  tell(link: Link, drawKey: number, refused: Callback | null, travelled: boolean): void {
    if (refused === null || !link.receiver.machineIsUp || this.#options.isCutBack(link)) return;
    const { scheduler, chance } = this.#options;
    const backKey = mix32(drawKey, RESET);
    const thereUs = travelled ? 0 : chance.delayUs(drawKey);
    const delayUs = thereUs + chance.delayUs(backKey);
    scheduler.schedule(delayUs, link.sender.life, 'delivery', link.wait, backKey, refused);
  }
}

/** Sets the way back of a refusal apart from the message's way there. */
const RESET = 0x72657365;
