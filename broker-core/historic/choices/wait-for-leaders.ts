import type { PartitionsPort, WaitForLeaders } from '../../broker/seams.js';
import type { Wait } from '../../env.js';
import { isReady } from '../../metadata/views.js';
import { measured, sleep } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

/** `wait_for_topic_leaders` (S3:L51-68): looks repeatedly whether the leader of every partition is known. */
export interface WaitForLeadersConfig {
  readonly timeoutUs: number;
  readonly pollUs: number;
}

/** What a look at one partition says. */
type Look = 'led' | 'leaderless' | 'no replica here';

const POLL: Wait = { kind: 'poll', label: 'await partition leaders' };

/**
 * As it was: a partition without a replica here yet is passed over. Right after the creation that is all of
 * them, and what holds for all of none is true (L24).
 */
export const waitVacuously = pollFor((port, topic) => {
  const looks = looksAt(port, topic);
  const passedOver = looks.filter((look) => look === 'no replica here').length;
  return { ready: !looks.includes('leaderless'), passedOver };
});

/**
 * As it was meant: each partition is assigned, and those assigned here have replicas that know the leader.
 */
export const waitStrictly = pollFor((port, topic) => {
  const looks = looksAt(port, topic);
  return { ready: isReady(port.view, topic) && looks.every((look) => look === 'led'), passedOver: 0 };
});

function pollFor(
  look: (port: PartitionsPort, topic: string) => { readonly ready: boolean; readonly passedOver: number },
): (config: WaitForLeadersConfig) => WaitForLeaders {
  return ({ timeoutUs, pollUs }) =>
    (ctx: Ctx, port, topics) =>
      measured(ctx, 'waitForLeaders', async () => {
        const { clock, trace } = ctx.env;
        const startUs = clock.nowUs();
        const known = topics.filter((topic) => port.view.topic(topic) !== undefined);
        for (;;) {
          const seen = known.map((topic) => look(port, topic));
          const elapsedUs = clock.nowUs() - startUs;
          const ready = seen.every((one) => one.ready);
          if (ready || elapsedUs >= timeoutUs) {
            if (!ready) trace.count('leader_wait_timeouts');
            const passedOver = seen.reduce((total, one) => total + one.passedOver, 0);
            if (passedOver > 0) trace.count('partitions_passed_over', passedOver);
            return;
          }
          await sleep(ctx, Math.min(pollUs, timeoutUs - elapsedUs), POLL);
        }
      });
}

function looksAt({ view, replicaOf, brokerId }: PartitionsPort, topic: string): readonly Look[] {
  const partitionCount = view.topic(topic)?.partitionCount ?? 0;
  return Array.from({ length: partitionCount }, (_, partition): Look => {
    const replica = replicaOf(topic, partition);
    const record = view.partition(topic, partition);
    // One that others hold is theirs to look at.
    if (replica === undefined)
      return record?.replicas.includes(brokerId) === false ? 'led' : 'no replica here';
    const leader = replica.electsItself ? replica.elected : (record?.leader ?? null);
    return leader === null ? 'leaderless' : 'led';
  });
}
