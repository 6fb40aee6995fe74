import { all, allPassed, firstDetail, firstSeedViolating, text, violating, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l7: VerdictRow = {
  id: 'L7',
  claim:
    'The leader applies and acknowledges before anybody else has the topic: it is lost when the leader dies, and a leader that was deposed without knowing goes on acknowledging, so that one name gets two ids.',
  source: 'S4:L138-161',
  expected:
    'Leader cut off, a topic created on it, then on another: two ids; or the topic is on one broker alone (spec c L7)',
  async settle(lab) {
    const both = await lab.twenty('topic-creation-split');
    const five = await lab.sweep('topic-creation-split', [1, 5], { set: { 'cluster.nodes': 5 } });
    const alone = await lab.twenty('topic-creation-split', { set: { 'split.asks': 'leader' } });
    const unread = await lab.twenty('topic-creation-leader-lost', {
      set: { 'loop.periodMs': 0, 'metadataWal.replays': false },
    });
    const throughRaft = await lab.twenty('topic-creation-split', { variant: 'forward-then-register' });
    const reference = [
      ...(await lab.reference('topic-creation-split')),
      ...(await lab.reference('topic-creation-leader-lost')),
    ];
    const answered = both.filter((run) => run.operations['createTopic']?.ok === 2).length;
    return {
      checks: {
        'both leaders acknowledge, in every seed': answered === both.length,
        'the name has two ids, in seed 1': firstSeedViolating(both, KEEPS_ID) === 1,
        'with five nodes too': violations(five, KEEPS_ID) === five.length,
        'asked alone, the leader acknowledges what the others never hear of':
          violations(alone, SURVIVES) === alone.length,
        'it is nowhere when the WAL is not read again after the crash': unread.some(
          (run) => run.violations.filter(({ detail }) => detail.endsWith('no such topic')).length === 3,
        ),
        'through Raft a name has one id':
          violations(throughRaft, KEEPS_ID) === 0 &&
          all(throughRaft, (run) => (run.operations['createTopic']?.ok ?? 0) > 0),
        'reference passes': allPassed(reference),
      },
      measured:
        `${violating(both, KEEPS_ID)} runs: ${firstDetail(both, KEEPS_ID)}; both clients were told of success in ${text(answered)}. ` +
        `Asked alone, the leader that is cut off acknowledges a topic that the others lack in ${violating(alone, SURVIVES)}; ` +
        `lost after the answer, it takes the topic along in ${violating(unread, SURVIVES)} with an event-driven loop.`,
    };
  },
};

const KEEPS_ID = 'topic-keeps-its-id';
const SURVIVES = 'acknowledged-topic-survives';
