/** A coordinator whose metadata log is what a test applies, and when. */
import { World } from '../../../sim/world/world.js';
import type { Env, Wait } from '../../env.js';
import { encodeCommand, requestIdOf, type Command, type SingleCommand } from '../../protocol/commands.js';
import type { ApplyResult } from '../../metadata/apply/result.js';
import { MetadataStore } from '../../metadata/store.js';
import { registration, topicOf } from '../../metadata/testkit/image.js';
import type { GroupRequest, GroupResponse } from '../../protocol/groups.js';
import { sharedCompletion } from '../../runtime/suspend.js';
import { timeout } from '../../runtime/time.js';
import { EventDrivenCoordinator } from '../coordinator.js';
import type { CoordinatorDeps, GroupCoordinator, ConsumerGroupFact } from '../deps.js';

const SCRIPT: Wait = { kind: 'sleep', label: 'test' };
const WRITE: Wait = { kind: 'timeout', label: 'metadata write' };
const APPLIED: Wait = { kind: 'wake', label: 'request applied' };

export const GROUP = 'g';

export class CoordinatorRig<C extends GroupCoordinator = EventDrivenCoordinator> {
  readonly coordinator: C;
  readonly store: MetadataStore;
  /** What was written, and is not applied yet, in order. */
  readonly written: SingleCommand[] = [];
  readonly answers: GroupResponse[] = [];
  readonly facts: ConsumerGroupFact[] = [];
  #requestCount = 0;

  /** Broker 1 of `env`, which alone is live; there is a topic `orders`. */
  constructor(env: Env, create: (deps: CoordinatorDeps) => C) {
    this.store = new MetadataStore(env, true);
    this.apply(registration(1, { startFenced: false }));
    this.apply(topicOf('orders', [1]));
    this.coordinator = create({
      env,
      brokerId: 1,
      brokerEpoch: () => this.store.view.broker(1)?.brokerEpoch ?? 0,
      config: { initialDelayUs: 0, memberIdRequired: false },
      store: this.store,
      writer: {
        write: async (ctx, command, limitUs) => {
          this.written.push(command);
          const id = requestIdOf(command) ?? { origin: 'nobody', number: 0, seenIndex: 0 };
          const result = await timeout(ctx, limitUs, WRITE, (inner) =>
            sharedCompletion<ApplyResult>(inner, APPLIED, (done) => void this.store.onRequest(id, done)),
          );
          return result.timedOut ? { type: 'refused', error: 'REQUEST_TIMED_OUT' } : result.value;
        },
      },
      nextRequestId: () => {
        this.#requestCount += 1;
        return { origin: 'n1#1', number: this.#requestCount, seenIndex: 0 };
      },
      observe: (fact) => void this.facts.push(fact),
    });
  }

  apply(command: Command): void {
    const index = this.store.view.appliedIndex + 1;
    this.store.apply({ index, term: 1, data: encodeCommand(command) }).announce();
  }

  /** Applies the oldest that was written, or the one at `place`. */
  applyWritten(place = 0): void {
    for (const command of this.written.splice(place, 1)) this.apply(command);
  }

  handle(request: GroupRequest): void {
    this.coordinator.handle(request, (response) => void this.answers.push(response));
  }

  join(memberId = '', topics: readonly string[] = ['orders']): void {
    this.handle({
      type: 'joinGroup',
      groupId: GROUP,
      memberId,
      clientId: 'm',
      topics,
      assignors: ['range'],
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 60_000,
    });
  }

  /** Of the member that joined last. */
  sync(generation: number): void {
    this.handle({
      type: 'syncGroup',
      groupId: GROUP,
      generation,
      memberId: this.memberId,
      assignments: [{ memberId: this.memberId, partitions: [{ topic: 'orders', partitions: [0] }] }],
    });
  }

  leave(): void {
    this.handle({ type: 'leaveGroup', groupId: GROUP, memberId: this.memberId });
  }

  get memberId(): string {
    const joined = this.answers.findLast((answer) => answer.type === 'joinGroup' && answer.error === 'NONE');
    return joined?.type === 'joinGroup' ? joined.memberId : '';
  }

  /** Types and errors of the answers since it was last asked. */
  takeAnswers(): readonly string[] {
    return this.answers.splice(0).map(({ type, error }) => `${type} ${error}`);
  }
}

/**
 * One thing after another, each when all that came of the one before is over, or after so many milliseconds.
 */
export type Step<C extends GroupCoordinator = EventDrivenCoordinator> =
  | number
  | ((rig: CoordinatorRig<C>) => void);

export function script(...steps: readonly Step[]): Promise<void> {
  return scriptOf((deps) => new EventDrivenCoordinator(deps), steps);
}

/** As {@link script}, of another coordinator. */
export async function scriptOf<C extends GroupCoordinator>(
  create: (deps: CoordinatorDeps) => C,
  steps: readonly Step<C>[],
): Promise<void> {
  const world = new World({ seed: 1, untilUs: 600_000_000 });
  world.addNode({
    nodeId: 'n1',
    boot: (env) => {
      const rig = new CoordinatorRig(env, create);
      let atUs = 0;
      for (const step of steps) {
        atUs += typeof step === 'number' ? step * 1000 : 1;
        if (typeof step === 'number') continue;
        env.timers.after(atUs, SCRIPT, () => step(rig));
      }
    },
  });
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
}
