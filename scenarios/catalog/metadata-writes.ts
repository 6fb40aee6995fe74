/**
 * What becomes of an acknowledged topic when the news of it is late, broken or behind a cut (R13, L7, L8,
 * E9); and of proposals that are taken for committed or for made when they are not (L4, L17).
 *
 * In all of them `n1` leads the metadata log when the load begins.
 */
import type { FaultEntry } from '../../sim/faults/entry.js';
import { METADATA_CHANNEL } from '../../broker-core/broker/config.js';
import { brokerNames } from '../harness/cluster/from-settings.js';
import { directLag } from '../measures/lags.js';
import type { SettingOverrides, SettingsWith } from '../harness/settings/table.js';
import { choice, int, ms, someMs } from '../harness/settings/areas/knob.js';
import { ASK_KNOB, asked, DEPOSED_KNOB, FOLLOWER, LEADER, LED } from './words/cluster.js';
import { family } from './words/family.js';
import { atStart, cutOff, held, lost, on, powerLost, syncsStall } from './words/faults.js';
import { createTopicsLoad } from './workloads/create-topics.js';
import { STEP_KNOBS, topicSteps, type Step } from './workloads/topic-steps.js';
import { CREATION_KNOBS } from './workloads/create-topic.js';

const TOPIC = 'orders';

/** Little to wait for, and little to settle: what counts is there within a few seconds. */
const SMALL = {
  'topic.partitions': 1,
  'run.settleMs': 5000,
};

/** An election, and what depends on it, fits into a wait of 5 s. */
const QUICK: SettingOverrides = { 'loop.periodMs': 10 };

const createAt = (at: string): Step => ({ type: 'create', topic: TOPIC, at });

/** The leader is asked, if nothing else is said. */
const creation = family({
  ...LED,
  variant: 'local-wal-then-replicate',
  knobs: STEP_KNOBS,
  settings: { ...SMALL, 'creation.timeoutMs': 10_000 },
  load: topicSteps(() => [[createAt(LEADER)]]),
});

export const topicReadBack = creation({
  name: 'topic-read-back',
  doc: 'Clients create topics on the leader, and ask a follower for each until it knows it.',
  source: 'S4:L453-456 (R13)',
  swarm: { weight: 2 },
  knobs: {
    'creation.topics': CREATION_KNOBS['creation.topics'],
    'readBack.timeoutMs': int(1000, ms, 'How long a client asks a follower for its own topic.'),
  },
  settings: { 'client.count': 1, 'creation.topics': 5 },
  nodesMin: 2,
  load: topicSteps((settings) =>
    Array.from({ length: settings['client.count'] }, (_, client) =>
      Array.from({ length: settings['creation.topics'] }, (__, place) => {
        const topic = `${TOPIC}-${String(client + 1)}-${String(place + 1)}`;
        return [
          { type: 'create', topic, at: LEADER },
          { type: 'readBack', topic, at: FOLLOWER, limitMs: settings['readBack.timeoutMs'] },
        ] as const;
      }).flat(),
    ),
  ),
  measures: [directLag],
});

const STREAM_KNOBS = {
  'stream.away': choice('held', ['held', 'lost'], 'Whether what is sent on the stream waits, or is lost.'),
  'stream.ms': int(2000, ms, 'For how long the stream is held up; and for how long the load goes on.'),
};

/** Only the connections for what is written beside Raft: Raft's own, and those of requests, are well. */
export const topicCreationStreamAway = creation({
  name: 'topic-creation-stream-away',
  doc: 'A topic is created while the stream of metadata beside Raft is held up, or loses everything.',
  source: 'S4:L163-209, L453-456; spec c L8; E9',
  knobs: { 'creation.ask': ASK_KNOB, ...STREAM_KNOBS },
  nodesMin: 2,
  faults: (settings) => [streamAway(settings)],
  load: topicSteps((settings) => [
    // Until the stream is back, or has lost what was sent on it: the end of the load heals everything.
    [createAt(asked(settings['creation.ask'])), { type: 'wait', ms: settings['stream.ms'] }],
  ]),
  measures: [directLag],
});

function streamAway(settings: SettingsWith<typeof STREAM_KNOBS>): FaultEntry {
  const link = { from: LEADER, to: '*', channel: METADATA_CHANNEL.name };
  const whileAway = atStart(settings, settings['stream.ms']);
  return settings['stream.away'] === 'held'
    ? held('stream-away', link, whileAway)
    : lost('stream-away', link, { atMs: whileAway.atMs });
}

/** The last broker is away for a moment: before the topic is created, or just after it has heard of it. */
export const topicCreationFollowerRestarts = creation({
  name: 'topic-creation-follower-restarts',
  doc: 'A follower restarts shortly before a topic is created on the leader, or shortly after.',
  source: 'S4:L453-456; spec b R13, d.1 (no connection: dropped, no resend); c L8',
  knobs: {
    'follower.restarts': choice('before', ['before', 'after'], 'Before the topic is created, or after.'),
  },
  faults: (settings) => {
    const target = brokerNames(settings).at(-1) ?? LEADER;
    const startMs = settings['run.startMs'];
    const when =
      settings['follower.restarts'] === 'before'
        ? { atMs: startMs - 400, untilMs: startMs - 200 }
        : { at: on(`topic:${TOPIC}`, target, 1) };
    return [powerLost('restart', target, when)];
  },
});

/** The topic has one partition, so that its assignment is the last thing before the answer. */
export const topicCreationLeaderLost = creation({
  name: 'topic-creation-leader-lost',
  doc: 'The leader loses power as soon as it has acknowledged a topic.',
  source: 'spec b R13, c L7; S4:L138-161',
  knobs: {
    'leader.lostAfterMs': int(2, ms, 'How long after the partition’s assignment the leader loses power.'),
  },
  faults: (settings) => [
    powerLost('power-lost', LEADER, {
      at: on(`partition:${TOPIC}:0`, LEADER, settings['leader.lostAfterMs']),
    }),
  ],
  load: topicSteps((settings) => [
    // As long as an election may take: what the survivors know then is what is left.
    [createAt(LEADER), { type: 'wait', ms: 2 * settings['raft.electionTicks'] * settings['raft.tickMs'] }],
  ]),
});

export const topicCreationSplit = creation({
  name: 'topic-creation-split',
  doc: 'The leader is cut off and asked for a topic; later one of the others is asked for a topic of that name.',
  source: 'spec c L7; S4:L138-161, L210-266',
  knobs: {
    'creation.deposedMs': DEPOSED_KNOB,
    'split.asks': choice(
      'both',
      ['both', 'leader'],
      'Who is asked for the topic, the leader that is cut off alone or one of the others too.',
    ),
  },
  settings: { ...QUICK, 'client.count': 2 },
  faults: (settings) => [
    cutOff('leader-cut-off', settings, atStart(settings, settings['creation.deposedMs'])),
  ],
  load: topicSteps((settings) => [
    [{ type: 'wait', ms: 1 }, createAt(LEADER)],
    settings['split.asks'] === 'both' ? [{ type: 'wait', ms: ELECTED_MS }, createAt(FOLLOWER)] : [],
  ]),
});

/** Of 20 to 40 ticks of 10 ms, and a little more. */
const ELECTED_MS = 500;

/** The leader is cut off with the assignment proposed; the others delete its topic and make another. */
export const topicRecreated = creation({
  name: 'topic-recreated',
  doc: 'The leader is cut off while a partition’s assignment waits; the others delete the topic and create it again.',
  source: 'S4:L230, L277-284; spec c L4',
  swarm: { weight: 3 },
  knobs: { 'creation.deposedMs': DEPOSED_KNOB },
  variant: 'forward-then-register',
  settings: { ...QUICK, 'client.count': 2 },
  faults: (settings) => [
    cutOff('leader-cut-off', settings, {
      at: on(`topic:${TOPIC}`, LEADER),
      untilMs: atStart(settings, settings['creation.deposedMs']).untilMs,
    }),
  ],
  load: topicSteps(() => [
    [createAt(LEADER)],
    [{ type: 'wait', ms: ELECTED_MS }, { type: 'delete', topic: TOPIC, at: FOLLOWER }, createAt(FOLLOWER)],
  ]),
});

/**
 * The first topic keeps the leader's loop at its disk, which stalls until the others have elected; the second
 * one is asked for meanwhile, and waits for the loop.
 */
export const topicCreationStalledLeader = creation({
  name: 'topic-creation-stalled-leader',
  doc: 'A leader whose disk stalls is asked for a topic, and is deposed before it can propose it.',
  source: 'S4:L295-318; spec c L17',
  variant: 'forward-then-register',
  variantSettings: { leaderCheck: 'before-proposal' },
  knobs: { 'stall.ms': int(1000, someMs, 'For how long the disk stalls.') },
  settings: { ...QUICK, 'client.requestTimeoutMs': 10_000 },
  faults: (settings) => [syncsStall('stall', LEADER, atStart(settings, settings['stall.ms']))],
  load: createTopicsLoad((settings) => ({
    creations: [
      { topic: 'first', to: LEADER, afterMs: 1 },
      { topic: 'second', to: LEADER, afterMs: settings['stall.ms'] / 2 },
    ],
    limitMs: 10_000,
  })),
});
