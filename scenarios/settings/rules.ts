/** What has to hold between knobs, each of which is in its own range. */
import type { Settings } from './table.js';

/** A line for each rule that is broken. */
export function rulesBroken(settings: Settings): readonly string[] {
  const lines: string[] = [];
  const below = (less: 'raft.heartbeatTicks' | 'broker.heartbeatMs', more: BoundName, why: string): void => {
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
  return lines;
}

type BoundName = 'raft.electionTicks' | 'broker.sessionTimeoutMs';
