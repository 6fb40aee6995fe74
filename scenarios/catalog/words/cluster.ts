/** Who is who in the clusters of the catalog, and what they begin with. */
import { brokerNames } from '../../harness/cluster/from-settings.js';
import type { Scenario, SetupTopic } from '../../harness/definition/scenario.js';
import { choice, int, someMs } from '../../harness/settings/areas/knob.js';
import type { Settings } from '../../harness/settings/table.js';

/** Leads the metadata log when the load begins, in scenarios that are {@link LED}. */
export const LEADER = 'n1';
/** One of those that follow it. */
export const FOLLOWER = 'n2';

/** The leader is known by name, and with it gone there is still a quorum. */
export const LED = { leaderAtStart: LEADER, nodesMin: 3 } as const satisfies Partial<Scenario>;

/** Of scenarios that let you choose. */
export const ASK_KNOB = choice(
  'follower',
  ['leader', 'follower'],
  'Which broker is asked, n1 which leads, or n2.',
);

/** How long a leader is cut off that another one takes the place of. */
export const DEPOSED_KNOB = int(1000, someMs, 'How long the leader is cut off.');

/** From the answer of a knob such as `creation.ask` to the broker. */
export function asked(role: 'leader' | 'follower'): string {
  return role === 'leader' ? LEADER : FOLLOWER;
}

/** All brokers but the one. */
export function others(settings: Settings, nodeId: string = LEADER): readonly string[] {
  return brokerNames(settings).filter((name) => name !== nodeId);
}

/** One topic that is there before the load, with `topic.partitions`. */
export function topicReady(name: string): (settings: Settings) => readonly SetupTopic[] {
  return (settings) => [{ name, partitions: settings['topic.partitions'] }];
}
