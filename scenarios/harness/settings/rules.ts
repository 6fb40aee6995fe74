/** What has to hold between knobs, each of which is in its own range. */
import type { Settings } from './table.js';

/** A line for each rule that is broken. */
export function rulesBroken(settings: Settings): readonly string[] {
  const lines: string[] = [];
  const below = (less: HeartbeatName, more: BoundName, why: string): void => {
    if (settings[less] < settings[more]) return;
    lines.push(`${less} is ${settings[less]}, not below ${more}, which is ${settings[more]}; ${why}`);
  };
  below(
    'raft.heartbeatTicks',
    'raft.electionTicks',
    'followers would stand for election between two heartbeats',
  );
  below(
    'broker.heartbeatMs',
    'broker.sessionTimeoutMs',
    'every broker would be taken for dead between two heartbeats',
  );
  below(
    'consumerGroup.heartbeatMs',
    'consumerGroup.sessionTimeoutMs',
    'every member would be taken for dead between two heartbeats',
  );
  if (settings['loop.periodMs'] === 0) {
    for (const name of OF_A_LOOP_WITH_A_PERIOD) {
      if (settings[name] === null) continue;
      lines.push(`${name} is ${settings[name]}, and loop.periodMs 0; only a loop with a period has turns`);
    }
  }
  const { 'group.electionMs': electionMs, 'group.heartbeatMs': heartbeatMs } = settings;
  if (electionMs < 2 * heartbeatMs) {
    lines.push(
      `group.electionMs is ${electionMs}, not twice group.heartbeatMs, which is ${heartbeatMs}; an election has to take two ticks at least`,
    );
  }
  return lines;
}

const OF_A_LOOP_WITH_A_PERIOD = ['readyIo', 'lightReady', 'missedTick', 'leaderCheck', 'leaderFlag'] as const;

type HeartbeatName = 'raft.heartbeatTicks' | 'broker.heartbeatMs' | 'consumerGroup.heartbeatMs';
type BoundName = 'raft.electionTicks' | 'broker.sessionTimeoutMs' | 'consumerGroup.sessionTimeoutMs';
