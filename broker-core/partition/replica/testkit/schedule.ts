import fc from 'fast-check';
import type { BrokerId } from '../../../protocol/records.js';
import type { Survival } from '../../../wal/testkit/memory-file.js';
import { Judge } from './judge.js';
import { Producers } from './producers.js';
import { Rig, type RigOptions } from './rig.js';

/** One thing that happens. Choices are taken modulo what there is to choose from. */
export type Step =
  /** To one of those who believe that they lead. */
  | { readonly kind: 'plain'; readonly choice: number; readonly acks: 0 | 1 | -1 }
  | { readonly kind: 'image' | 'restart'; readonly to: BrokerId }
  | Move
  | Decision
  | { readonly kind: 'elect' | 'cancel' | 'idempotent'; readonly choice: number }
  /** Disk operations, and timers when there is nothing else: at any time, as far as the others can tell. */
  | { readonly kind: 'run'; readonly to: BrokerId; readonly events: number }
  /** Messages and disks get on without trouble for a moment, or all brokers hear of the newest image. */
  | { readonly kind: 'flow' | 'images' }
  | { readonly kind: 'crash'; readonly to: BrokerId; readonly survival: Survival; readonly choice: number };

interface Move {
  readonly kind: 'deliver' | 'drop' | 'duplicate';
  readonly choice: number;
}

interface Decision {
  readonly kind: 'decide' | 'loseDecision';
  readonly choice: number;
}

const to = fc.integer({ min: 1, max: 3 });
const choice = fc.nat(50);
const step = (weight: number, arbitrary: fc.Arbitrary<Step>): fc.WeightedArbitrary<Step> => ({
  weight,
  arbitrary,
});
const chosen = (kind: (Move | Decision)['kind'] | 'elect' | 'cancel' | 'idempotent'): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constant(kind), choice });
const at = (kind: 'image' | 'restart'): fc.Arbitrary<Step> => fc.record({ kind: fc.constant(kind), to });

export const schedules: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    step(6, fc.record({ kind: fc.constant('plain' as const), choice, acks: fc.constantFrom(-1, -1, 1, 0) })),
    step(6, chosen('idempotent')),
    step(4, at('image')),
    step(2, fc.constant<Step>({ kind: 'images' })),
    step(3, at('restart')),
    step(16, chosen('deliver')),
    step(3, chosen('drop')),
    step(2, chosen('duplicate')),
    step(2, chosen('elect')),
    step(3, chosen('decide')),
    step(1, chosen('loseDecision')),
    step(1, chosen('cancel')),
    step(14, fc.record({ kind: fc.constant('run' as const), to, events: fc.integer({ min: 1, max: 6 }) })),
    step(5, fc.constant<Step>({ kind: 'flow' })),
    step(
      2,
      fc.record({
        kind: fc.constant('crash' as const),
        to,
        survival: fc.constantFrom<Survival[]>('none', 'prefix', 'sectors', 'all'),
        choice,
      }),
    ),
  ),
  { minLength: 30, maxLength: 200, size: 'max' },
);

/** Does the steps, then heals everything, and gives what went wrong. */
export function violationsOf(steps: readonly Step[], options: RigOptions = {}): readonly string[] {
  const rig = new Rig(options);
  const judge = new Judge(rig);
  const producers = new Producers(rig, judge);
  for (const one of steps) {
    happen(rig, producers, one);
    judge.checkIsr();
    if (judge.violations.length > 0) return judge.violations;
  }
  heal(rig, judge);
  judge.checkLogs();
  producers.check();
  return judge.violations;
}

function happen(rig: Rig, producers: Producers, one: Step): void {
  switch (one.kind) {
    case 'plain':
      producers.plain(one.choice, one.acks);
      return;
    case 'idempotent':
      producers.idempotent(one.choice);
      return;
    case 'cancel':
      producers.cancel(one.choice);
      return;
    case 'image':
      rig.applyNext(rig.node(one.to));
      return;
    case 'run':
      rig.node(one.to).life?.world.run(one.events);
      return;
    case 'flow':
      rig.flow();
      return;
    case 'images':
      rig.applyAll();
      return;
    case 'crash':
      if (rig.node(one.to).life !== null) rig.crash(one.to, one.survival, one.choice);
      return;
    case 'restart':
      if (rig.node(one.to).life === null) rig.restart(one.to);
      return;
    case 'elect':
      elect(rig, one.choice);
      return;
    case 'decide':
    case 'loseDecision':
      decide(rig, one);
      return;
    case 'deliver':
    case 'drop':
    case 'duplicate':
      move(rig, one);
      return;
  }
}

/** In any order: that is worse than the network is. */
function move(rig: Rig, { kind, choice: wanted }: Move): void {
  const place = wanted % Math.max(1, rig.bag.length);
  const message = rig.bag[place];
  if (message === undefined) return;
  if (kind !== 'duplicate') rig.bag.splice(place, 1);
  if (kind !== 'drop') rig.deliver(message);
}

function elect(rig: Rig, wanted: number): void {
  const { isr } = rig.controller.newest;
  const live = isr.filter((brokerId) => rig.controller.isLive(brokerId));
  const leader = live[wanted % Math.max(1, live.length)];
  if (leader !== undefined) rig.controller.elect(leader);
}

/** The change may be decided, and the answer lost all the same. */
function decide(rig: Rig, { kind, choice: wanted }: Decision): void {
  const [asked] = rig.controller.asked.splice(wanted % Math.max(1, rig.controller.asked.length), 1);
  if (asked === undefined) return;
  const late = kind === 'loseDecision' && wanted % 2 === 0;
  const result = late ? 'REQUEST_TIMED_OUT' : rig.controller.decide(asked.request);
  // What timed out may be decided after that.
  if (late) rig.controller.asked.push({ request: asked.request, done: () => undefined });
  asked.done(kind === 'loseDecision' ? 'REQUEST_TIMED_OUT' : result);
}

function heal(rig: Rig, judge: Judge): void {
  for (const node of rig.nodes.values()) if (node.life === null) rig.restart(node.brokerId);
  rig.settle();
  for (let round = 0; round < 6; round++) rig.advance(600_000);
  const { isr, leader } = rig.controller.newest;
  if (isr.length < rig.nodes.size || leader === null) judge.blame(`after healing the ISR is ${isr.join()}`);
  for (const { brokerId, replica, log } of rig.nodes.values()) {
    const { pendingCount, timersCount } = replica.status();
    if (replica.highWatermark !== log.logEndOffset) judge.blame(`${brokerId} has not committed all`);
    if (pendingCount > 0 || timersCount > 0)
      judge.blame(`${brokerId} waits: ${pendingCount} requests, ${timersCount} timers`);
  }
}
