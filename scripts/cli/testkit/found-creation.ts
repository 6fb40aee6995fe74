/** A schedule that a search came to, with a creation of 25 s: holds, cuts, isolations, changes of leaders. */
import type { FaultSchedule } from '../../../sim/faults/entry.js';

/** Of `topic-creation --seed 2 --variant forward-then-register`. */
export const FOUND_CREATION: FaultSchedule = [
  { id: 'g2a', type: 'cut', from: 'n3', to: 'n2', channel: 'rpc', atMs: 3823.042, untilMs: 11823 },
  { id: 'g3a', type: 'hold', from: 'n3', to: '*', channel: 'rpc', atMs: 13022.241, untilMs: 28022 },
  { id: 'g6a', type: 'command', name: 'transferLeadership', target: 'n1', atMs: 19669.302 },
  { id: 'g8a', type: 'hold', from: 'n2', to: 'n3', atMs: 19669.302, untilMs: 19689 },
  { id: 'g9a', type: 'command', name: 'transferLeadership', target: 'n3', atMs: 2886.138 },
  { id: 'g65a', type: 'command', name: 'transferLeadership', target: 'n3', atMs: 19987.059 },
  { id: 'g67a', type: 'hold', from: 'n3', to: '*', channel: 'rpc', atMs: 6284.639, untilMs: 6285 },
  { id: 'g70a', type: 'hold', from: '*', to: 'n2', channel: 'rpc', atMs: 23869.903, untilMs: 23890 },
  { id: 'g72b', type: 'hold', from: 'n3', to: 'n2', channel: 'rpc', atMs: 24086.019, untilMs: 25086 },
  { id: 'g76a', type: 'cut', from: 'n2', to: 'n1', channel: 'raft', atMs: 24269.302, untilMs: 33000 },
];
