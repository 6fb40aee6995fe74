/** The choices that a loop with a period has, and the loop that they make. */
import { eventLoop } from '../../quorum/event-loop.js';
import type { CreateLoop } from '../../quorum/loop.js';
import type { MissedTicks } from '../../runtime/time.js';
import * as readyIo from './ready-io.js';
import { TickLoop } from './tick.js';

export type ReadyIoName = 'in-lock' | 'timeout-goes-on' | 'timeout-stops' | 'lock-released' | 'advance-first';

/** Called once for each node. `limitUs` is for those that look at the time. */
const readyIos: Readonly<Record<ReadyIoName, (limitUs: number) => readyIo.ReadyIo>> = {
  'in-lock': () => readyIo.ioInLock,
  'timeout-goes-on': readyIo.timeOutGoesOn,
  'timeout-stops': readyIo.timeOutStops,
  'lock-released': readyIo.lockReleased,
  'advance-first': () => readyIo.advanceFirst,
};

export interface TurnChoices {
  /** What the loop holds while a Ready is being written. */
  readonly readyIo?: ReadyIoName;
  /** What becomes of the LightReady that `advance` returns. */
  readonly lightReady?: 'handled' | 'dropped';
  /** What becomes of ticks that fell while a turn lasted. */
  readonly missedTick?: MissedTicks;
  /** Whether Raft says who leads, or flags that are set at the end of each turn. */
  readonly leaderFlag?: 'live' | 'cached';
  /** Whether the loop looks once more, when it proposes, at whether this node leads. */
  readonly leaderCheck?: 'with-proposal' | 'before-proposal';
}

/** What a run says of its loop. */
export interface LoopChoices {
  /** Without a period it is event-driven, and its turns are nobody's. */
  readonly loopHasPeriod: boolean;
  /** What the run sets of the turns of a loop with a period; what it does not set is the variant's. */
  readonly turns: TurnChoices;
  /** How long a Ready may take to be stored, where the loop looks at the time. */
  readonly readyIoTimeoutUs: number;
}

/** Event-driven without a period; with one it has the variant's turns, except what the run sets. */
export function loopOf(config: LoopChoices, ofVariant: TurnChoices = {}): CreateLoop {
  if (!config.loopHasPeriod) return eventLoop;
  return (node, timing) => {
    const choices = { ...ofVariant, ...config.turns };
    const { lightReady, missedTick = 'burst', leaderFlag, leaderCheck } = choices;
    return new TickLoop(node, timing, {
      readyIo: readyIos[choices.readyIo ?? 'in-lock'](config.readyIoTimeoutUs),
      missedTicks: missedTick,
      handlesLightReady: lightReady !== 'dropped',
      checksWithProposal: leaderCheck !== 'before-proposal',
      cachesLeadership: leaderFlag === 'cached',
    });
  };
}
