/**
 * The forms of R7, "cascading 5 s time-outs". None of the figures that they are known for stands here:
 * the schedules say what breaks and when, the waits are in the code of the variants.
 *
 * In all of them `n1` leads the metadata log when the load begins.
 */
import type { FaultEntry } from '../../sim/faults/entry.js';
import { choice } from '../harness/settings/areas/knob.js';
import type { Settings } from '../harness/settings/table.js';
import { FOLLOWER, LEADER, LED, others } from './words/cluster.js';
import { family } from './words/family.js';
import { ANSWERS, cutOff, FORWARDS, held, lost, on } from './words/faults.js';
import { askedToCreate, CREATION_KNOBS, creations } from './workloads/create-topic.js';

const TOPIC = 'orders';

/** The follower is asked, if nothing else is said. */
const creation = family({
  ...LED,
  variant: 'forward-then-register',
  knobs: CREATION_KNOBS,
  settings: {},
  load: askedToCreate(TOPIC, (settings) => creations(settings, { to: FOLLOWER, afterMs: 0 })),
});

/**
 * The follower n2 is asked. Its forward reaches the leader and the topic is replicated, but the answer is
 * held up on the way until n2 has applied the topic (lost wake-up: the first wait) and leads the metadata log
 * itself. Then n2 is cut off, and every assignment that it proposes waits in vain, one after the other.
 */
export const topicCreationCascade = creation({
  name: 'topic-creation-cascade',
  doc: 'A lost wake-up, then the asked broker leads and is cut off: the waits of one creation add up.',
  source: 'S4:L422-437; spec b R7, "20 s exact"',
  faults: (settings) => {
    // A released message is on its way for less: it shall have travelled to n2.
    const travelMs = (settings['network.delayUs'] + settings['network.jitterUs']) / 1000 + 1;
    return [
      held('answer-held', ANSWERS, { atMs: settings['run.startMs'], until: on('leads:__meta', FOLLOWER) }),
      {
        id: 'leadership-moves',
        type: 'command',
        name: 'transferLeadership',
        target: FOLLOWER,
        at: on(`topic:${TOPIC}`, FOLLOWER),
      },
      cutOff('cut-off', settings, { at: on('leads:__meta', FOLLOWER, travelMs) }, FOLLOWER),
    ];
  },
});

/**
 * The follower n2 is asked, and cannot reach the leader's rpc port; Raft's own connection is well, so n2 goes
 * on to take n1 for the leader. Each attempt to forward lasts to its time-out.
 *
 * S4 quotes code that gives up after the last attempt; the trace behind it has one more 5 s wait (spec 0.3).
 * So here `forward.onExhausted` is `wait`; with `fail` the creation ends earlier by just that wait.
 */
export const topicCreationDeadLeader = creation({
  name: 'topic-creation-dead-leader',
  doc: 'The leader cannot be reached by forwards: attempts, backoff and a last wait add up.',
  source: 'spec 0.3 and b R7, "25.37 s"; E8',
  settings: { 'forward.onExhausted': 'wait' },
  faults: (settings) => [lost('forwards-lost', FORWARDS, { atMs: settings['run.startMs'] })],
});

/**
 * What a search came to: ten random holds, cuts, isolations and changes of leaders, varied again and again
 * where the run before turned, towards the longest creation; `shrink --symptom 'createTopic.max>=20000ms'`
 * left these two.
 *
 * 1. The follower n2 is asked and forwards. The topic is there at once, and the answer is lost. 2. The
 * answers to the next attempts are held: two last to their time-outs, a third until all arrive. 3. Only now
 * does n2 register for the topic, which it has applied long since: nothing wakes it.
 */
export const topicCreationAnswersLate = creation({
  name: 'topic-creation-answers-late',
  doc: 'Answers to forwards are lost, then held: attempts, backoff and a lost wake-up add up.',
  source: 'S4:L422-437; spec b R7, "25 to 30 s"; found by a search, and shrunk',
  // The swarm draws its schedules by itself.
  swarm: { weight: 0 },
  faults: (settings) => {
    const fromMs = settings['run.startMs'];
    return [
      { id: 'answer-lost', type: 'cut', from: LEADER, to: FOLLOWER, atMs: fromMs, untilMs: fromMs + 1000 },
      held('answers-held', ANSWERS, { atMs: fromMs + 5000, untilMs: fromMs + 17_000 }),
    ];
  },
});

/**
 * The leader n1 is asked. As soon as the topic itself is committed the quorum is gone, by the network or by
 * the disks of as many followers as a quorum needs: every assignment waits in vain.
 */
export const topicCreationNoQuorum = creation({
  name: 'topic-creation-no-quorum',
  doc: 'The quorum is lost once the topic is there: every assignment of a partition waits in vain.',
  source: 'S4:L422-437; spec b R7, "15 s"; E10',
  knobs: { 'noQuorum.by': choice('network', ['network', 'disks'], 'What takes the quorum away.') },
  faults: (settings) => [quorumLoss(settings, settings['noQuorum.by'])],
  load: askedToCreate(TOPIC, (settings) => creations(settings, { to: LEADER, afterMs: 0 })),
});

function quorumLoss(settings: Settings, by: 'network' | 'disks'): FaultEntry {
  const at = on(`topic:${TOPIC}`, LEADER);
  if (by === 'network') return cutOff('quorum-lost', settings, { at });
  // With so many gone, those that are left are one short of a quorum.
  const stalled = others(settings).slice(0, Math.ceil(settings['cluster.nodes'] / 2));
  return { id: 'quorum-lost', type: 'stallDisk', target: stalled, at };
}
