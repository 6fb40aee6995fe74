/**
 * A ready loop while its disk does not answer (R8), and what it has said that a crash takes back (L27, L28).
 *
 * `n1` leads the metadata log when the load begins. Elections and waits of 5 s are the variants' own.
 */
import { brokerNames } from '../harness/cluster/from-settings.js';
import { applyLag } from '../measures/lags.js';
import { leaders } from '../measures/leaders.js';
import { withKnobs, type Scenario } from '../harness/definition/scenario.js';
import { choice, int, someMs } from '../harness/settings/areas/knob.js';
import type { SettingOverrides, SettingsWith } from '../harness/settings/table.js';
import { FOLLOWER, LEADER, LED } from './words/cluster.js';
import { atStart, cutOff, powerLost, syncsStall } from './words/faults.js';
import { createTopicsLoad, type CreationPlan } from './workloads/create-topics.js';

/** One partition, since it is the metadata log that counts; answers are not waited for long. */
const SMALL: SettingOverrides = {
  'topic.partitions': 1,
  'client.requestTimeoutMs': 2000,
  'run.settleMs': 15_000,
};

/** Creations that are spread over the stall, */
const DURING = 16;
/** and over the time after it, in which elections may come to an end. */
const AFTER = 4;
const AFTERMATH_MS = 6000;

const STALL_KNOBS = {
  'stall.role': choice('follower', ['follower', 'leader', 'minority'], 'Whose syncs stall.'),
  'stall.ms': int(3000, someMs, 'For how long.'),
};

type StallSettings = SettingsWith<typeof STALL_KNOBS>;

export const readyLoopStall = withKnobs({
  ...LED,
  name: 'ready-loop-stall',
  doc: 'Syncs of one disk, or of as many as a quorum can spare, stall for a while; topics are created all along.',
  source: 'S4:L446-457, L510-518 (R8, L29); E10',
  variant: 'poll-50ms',
  knobs: STALL_KNOBS,
  settings: { ...SMALL, 'run.untilMs': 1_000_000 },
  faults: (settings) => [
    syncsStall('syncs-stall', stalled(settings), atStart(settings, settings['stall.ms'])),
  ],
  load: createTopicsLoad(duringTheStall),
  measures: [leaders, applyLag],
});

/** The last brokers, or the leader. */
function stalled(settings: StallSettings): readonly string[] {
  const names = brokerNames(settings);
  switch (settings['stall.role']) {
    case 'leader':
      return names.slice(0, 1);
    case 'follower':
      return names.slice(-1);
    case 'minority':
      return names.slice(-Math.floor((names.length - 1) / 2));
  }
}

/** All brokers in turn, the leader first: its loop has something to write as soon as its disk stalls. */
function duringTheStall(settings: StallSettings): CreationPlan {
  const names = brokerNames(settings);
  const stallMs = settings['stall.ms'];
  const creations = Array.from({ length: DURING + AFTER }, (_, n) => ({
    topic: `t${String(n)}`,
    to: names[n % names.length] ?? LEADER,
    afterMs: n < DURING ? (stallMs * n) / DURING : stallMs + (AFTERMATH_MS * (n + 1 - DURING)) / AFTER,
  }));
  return { creations, limitMs: stallMs + 2 * AFTERMATH_MS };
}

/**
 * A topic is created on the leader n1, which reaches the follower n2 alone, and n2's syncs stall. Then n2
 * loses its power, n1 its network, and those who are left elect among themselves. If n2 has acknowledged what
 * it had not on its disk, the topic is committed and gone.
 */
export const ackedBeforeDurable: Scenario = {
  ...LED,
  name: 'acked-before-durable',
  doc: 'A follower whose syncs stall is needed for a commit, then loses its power; a leader is elected without it.',
  source: 'spec c L27, L28; S4:L515-518; E12',
  variant: 'poll-50ms',
  variantSettings: { readyIo: 'timeout-goes-on' },
  // What counts as durable is lost with the power.
  expects: [
    'committed-is-durable-on-majority',
    'leader-completeness',
    'committed-never-changes',
    'state-machine-safety',
    'isr-in-replicas-and-holds-leader',
    'images-converge',
  ],
  settings: {
    ...SMALL,
    'raft.electionTicks': 10,
    // The documents' 30 s would only make the runs longer: what counts is that the stall outlasts it.
    'readyIo.timeoutMs': 300,
  },
  faults: (settings) => {
    const names = brokerNames(settings);
    const startMs = settings['run.startMs'];
    const powerMs = startMs + STALL_MS;
    const quorum = names.slice(0, Math.floor(names.length / 2) + 1);
    const spare = names.slice(quorum.length);
    return [
      syncsStall('n2-stalls', FOLLOWER, { atMs: startMs, untilMs: powerMs + 1 }),
      { id: 'spare-cut-off', type: 'partition', groups: [quorum, spare], atMs: startMs, untilMs: powerMs },
      powerLost('n2-power', FOLLOWER, { atMs: powerMs, untilMs: powerMs + DOWN_MS }),
      cutOff('leader-cut-off', settings, { atMs: powerMs, untilMs: powerMs + ALONE_MS }),
    ];
  },
  load: createTopicsLoad((settings) => ({
    creations: [
      { topic: 'first', to: LEADER, afterMs: 1 },
      // When the others have a leader: what comes to the place of the first.
      { topic: 'second', to: brokerNames(settings).at(-1) ?? LEADER, afterMs: STALL_MS + ELECTED_MS },
    ],
    limitMs: 10_000,
  })),
  measures: [leaders],
};

/**
 * n2 is in the quorum that elects a leader, and the only one of it in the next quorum. In between it loses
 * its power. If its vote had left before it was on its disk, it votes again in the same term.
 */
export const lostVote: Scenario = {
  ...LED,
  name: 'lost-vote',
  doc: 'A broker whose syncs stall is needed to elect a leader, loses its power, and is needed by others, who elect one too.',
  source: 'spec c L27, L28; S4:L515',
  variant: 'poll-50ms',
  variantSettings: { readyIo: 'timeout-goes-on' },
  // The vote that counts is lost with the power, and with it one leader a term.
  expects: [
    'vote-once-and-durable',
    'committed-is-durable-on-majority',
    'election-safety',
    'accepted-proposal-is-in-own-log',
    'log-matching',
    'one-leader-after-heal',
    // A panic of Raft is all that is left to it, with two leaders in a term.
    'broker-stops-for-a-cause',
  ],
  settings: { ...SMALL, 'raft.electionTicks': 10, 'readyIo.timeoutMs': 300 },
  faults: (settings) => {
    const names = brokerNames(settings);
    const atMs = settings['run.startMs'];
    const powerMs = atMs + ELECTED_MS;
    const downMs = powerMs + LATER_MS;
    const second = names.slice(0, Math.floor(names.length / 2) + 1);
    const others = names.slice(second.length);
    const rest = second.filter((name) => name !== FOLLOWER);
    return [
      syncsStall('n2-stalls', FOLLOWER, { atMs, untilMs: powerMs + 1 }),
      // n2 hears the leader, so it does not stand itself, and it alone hears who stands against it.
      { id: 'leader-unheard', type: 'cut', from: rest, to: others, atMs, untilMs: powerMs },
      { id: 'others-unheard', type: 'cut', from: others, to: rest, atMs, untilMs: powerMs },
      powerLost('n2-power', FOLLOWER, { atMs: powerMs, untilMs: downMs }),
      // Back so much earlier that one of these stands first, in the term in which n2 has voted.
      powerLost('rest-power', rest, { atMs: powerMs, untilMs: powerMs + BLINK_MS }),
      {
        id: 'others-cut-off',
        type: 'partition',
        groups: [others, second],
        atMs: powerMs,
        untilMs: downMs + ALONE_MS,
      },
    ];
  },
  load: createTopicsLoad(() => ({
    // When both quorums have a leader.
    creations: [{ topic: 'after', to: LEADER, afterMs: 2 * ELECTED_MS + LATER_MS }],
    limitMs: 10_000,
  })),
  measures: [leaders],
};

/** Enough for an acknowledged creation that waits only for `readyIo.timeoutMs` at each commit. */
const STALL_MS = 4000;
const DOWN_MS = 500;
const BLINK_MS = 100;
/** As late as can be before others stand, 10 ticks from {@link BLINK_MS} on; sooner, n2 stands too. */
const LATER_MS = 1000;
/** Two rounds of elections of 10 to 20 ticks. */
const ELECTED_MS = 5000;
const ALONE_MS = 8000;
