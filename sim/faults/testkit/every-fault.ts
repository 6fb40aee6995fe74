/** One entry of each type, for a cluster of n1..n4. */
import type { FaultSchedule } from '../entry.js';

const link = { from: 'n1', to: '*', channel: 'rpc' };

export const EVERY_FAULT: FaultSchedule = [
  { id: 'f1', type: 'partition', groups: [['n1', 'leader of x'], ['n3']], atMs: 1, untilMs: 2.5 },
  { id: 'f2', type: 'isolate', target: 'leader of x', at: { mark: 'm', node: 'n1', plusMs: 0 } },
  {
    id: 'f3',
    type: 'cut',
    from: 'n1',
    to: ['n2', 'n3'],
    atMs: 1,
    until: { mark: 'm', node: '*', plusMs: 3 },
  },
  { id: 'f4', type: 'ring', nodes: ['n1', 'n2', 'n3', 'n4'], atMs: 0 },
  { id: 'f5', type: 'slowLink', ...link, addMs: 0.5, factor: 2, atMs: 1 },
  { id: 'f6', type: 'lossyLink', ...link, lossProbability: 0.25, atMs: 1 },
  { id: 'f7', type: 'duplicateLink', ...link, duplicateProbability: 1, atMs: 1 },
  { id: 'f8', type: 'reorderLink', ...link, reorderProbability: 1, atMs: 1 },
  { id: 'f9', type: 'hold', ...link, atMs: 1 },
  { id: 'f10', type: 'crash', target: 'n1', loses: 'sectors', atMs: 1, untilMs: 2 },
  { id: 'f11', type: 'wipe', target: 'n1', atMs: 1, untilMs: 2 },
  { id: 'f12', type: 'pause', target: 'n1', atMs: 1, untilMs: 2 },
  { id: 'f13', type: 'stallDisk', target: 'n1', syncOnly: true, atMs: 1 },
  { id: 'f14', type: 'slowDisk', target: 'n1', factor: 10, atMs: 1 },
  { id: 'f15', type: 'failDisk', target: 'n1', operations: ['write', 'sync'], probability: 0.1, atMs: 1 },
  { id: 'f16', type: 'fullDisk', target: 'n1', atMs: 1 },
  { id: 'f17', type: 'lyingSync', target: 'n1', atMs: 1 },
  { id: 'f18', type: 'slowCpu', target: 'n1', factor: 4, atMs: 1 },
  { id: 'f19', type: 'clockOffset', target: 'n1', offsetMs: -250, atMs: 1 },
  { id: 'f20', type: 'clockDrift', target: 'n1', ppm: 200, atMs: 1 },
  { id: 'f21', type: 'rotDisk', target: 'n1', path: '/wal/1', bitCount: 3, atMs: 1 },
  { id: 'f22', type: 'misdirectDisk', target: 'n1', probability: 0.5, atMs: 1 },
  {
    id: 'f23',
    type: 'command',
    name: 'transferLeadership',
    target: 'leader of x',
    args: { to: 'n2' },
    atMs: 1,
  },
  { id: 'f25', type: 'corruptLink', ...link, message: 'produce', nth: 3, corruptProbability: 1, atMs: 1 },
  { id: 'f24', type: 'resetConnections', from: 'n1', to: 'n2', channel: 'rpc', atMs: 1 },
];
