/**
 * What the fault engine does, and when: one event for each moment, however many faults begin and end at it.
 *
 * Within a moment faults end before others begin, and then go by their place in the schedule. So the order is
 * the same in a resolved schedule, where all times are known from the start.
 */
import type { Wait } from '../../broker-core/door.js';
import type { Scheduled, Scheduler } from '../kernel/types.js';
import { assert } from '../checks/assert.js';

/** In the order in which they are done within a moment. */
type Phase = 'end' | 'begin';

export interface Agenda {
  /**
   * Does `work` at `atUs`, which is now or later. `place` is that of the entry in its schedule. What it gives
   * drops that again: an event for nothing would be one that a resolved schedule does not have.
   */
  add(atUs: number, phase: Phase, place: number, work: () => void): () => void;
  /** Drops all that is still to come. */
  clear(): void;
}

interface Item {
  readonly phase: Phase;
  readonly place: number;
  readonly work: () => void;
}

interface Moment {
  readonly items: Item[];
  readonly event: Scheduled;
}

export function createAgenda(scheduler: Scheduler): Agenda {
  const moments = new Map<number, Moment>();

  function fire(atUs: number): void {
    const moment = moments.get(atUs);
    assert(moment !== undefined, 'a moment fires once');
    moments.delete(atUs);
    for (const item of moment.items.sort(compareItems)) item.work();
  }

  return {
    add(atUs, phase, place, work) {
      const delayUs = atUs - scheduler.nowUs();
      assert(delayUs >= 0, 'a fault cannot happen in the past');
      let moment = moments.get(atUs);
      if (moment === undefined) {
        const event = scheduler.schedule(delayUs, null, 'control', WAIT, DIGEST, () => fire(atUs));
        moment = { items: [], event };
        moments.set(atUs, moment);
      }
      const { items, event } = moment;
      const item = { phase, place, work };
      items.push(item);
      return () => {
        if (!items.includes(item)) return;
        items.splice(items.indexOf(item), 1);
        if (items.length > 0 || moments.get(atUs)?.items !== items) return;
        scheduler.cancel(event);
        moments.delete(atUs);
      };
    },
    clear() {
      for (const moment of moments.values()) scheduler.cancel(moment.event);
      moments.clear();
    },
  };
}

const WAIT: Wait = { kind: 'control', label: 'fault schedule' };

/** The same for every moment: what a fault does enters the run's hash through its effects. */
const DIGEST = 0x6661756c;

function compareItems(a: Item, b: Item): number {
  if (a.phase !== b.phase) return a.phase === 'end' ? -1 : 1;
  return a.place - b.place;
}
