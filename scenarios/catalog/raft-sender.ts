/**
 * A peer that is gone, and what Raft's sender makes of that for the others (R11, L15, L16). `n1` leads the
 * metadata log when the load begins, and the last broker goes.
 */
import { brokerNames } from '../harness/cluster/from-settings.js';
import { applyLag, heartbeatGap } from '../measures/lags.js';
import { leaders } from '../measures/leaders.js';
import { withKnobs } from '../harness/definition/scenario.js';
import { choice, int, someMs } from '../harness/settings/areas/knob.js';
import type { SettingsWith } from '../harness/settings/table.js';
import { LEADER, LED } from './words/cluster.js';
import { atStart } from './words/faults.js';
import { createTopicsLoad, type CreationPlan } from './workloads/create-topics.js';

const CREATIONS = 8;
/** Time after the peer is back in which creations still come. */
const AFTERMATH_MS = 2000;

const DEAD_PEER_KNOBS = {
  'deadPeer.by': choice(
    'process',
    ['process', 'machine'],
    'What is down; a machine answers for its process, and nobody for a machine.',
  ),
  'deadPeer.ms': int(60_000, someMs, 'For how long it is down.'),
};

export const senderDeadPeer = withKnobs({
  ...LED,
  name: 'sender-dead-peer',
  doc: 'One broker is down for a while; topics are created on those that are left, a quorum of which is up.',
  source: 'S0:L283-325 (R11, L15, L16); E13',
  variant: 'poll-50ms',
  variantSettings: { sender: 'serial-queue' },
  knobs: DEAD_PEER_KNOBS,
  settings: { 'topic.partitions': 1, 'client.requestTimeoutMs': 2000, 'run.settleMs': 30_000 },
  faults: (settings) => [
    {
      id: 'peer-down',
      type: 'crash',
      target: brokerNames(settings).slice(-1),
      // With the process alone gone, its machine refuses; without power nobody answers at all.
      loses: settings['deadPeer.by'] === 'process' ? 'none' : 'all',
      ...atStart(settings, settings['deadPeer.ms']),
    },
  ],
  load: createTopicsLoad(onTheLiving),
  measures: [leaders, heartbeatGap, applyLag],
});

function onTheLiving(settings: SettingsWith<typeof DEAD_PEER_KNOBS>): CreationPlan {
  const living = brokerNames(settings).slice(0, -1);
  const wholeMs = settings['deadPeer.ms'] + AFTERMATH_MS;
  const creations = Array.from({ length: CREATIONS }, (_, n) => ({
    topic: `t${String(n)}`,
    to: living[n % living.length] ?? LEADER,
    afterMs: (wholeMs * n) / CREATIONS,
  }));
  return { creations, limitMs: wholeMs };
}
