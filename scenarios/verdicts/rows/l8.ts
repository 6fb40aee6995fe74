import { all, allPassed, firstDetail, firstSeedViolating, violating, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l8: VerdictRow = {
  id: 'L8',
  claim:
    'One image has two writers without an order between them: what the stream brings, and what Raft applies. Nodes that have applied the same log differ, for a time or for ever; and two writers at once lose what one of them has stored.',
  source: 'S4:L138-195; spec d.1, `apply_metadata_command_direct`',
  expected:
    'The stream delayed and Raft not: different state hashes at one index (spec c L8). Two writes whose sync is one: one is lost',
  async settle(lab) {
    const ask = { 'creation.ask': 'leader' };
    const held = await lab.twenty('topic-creation-stream-away', { set: ask });
    const lossy = { ...ask, 'stream.away': 'lost', 'stream.ms': 15_000 };
    const lost = await lab.twenty('topic-creation-stream-away', { set: lossy });
    const replayed = await lab.sweep('topic-creation-follower-restarts', [1, 10], {
      set: { 'follower.restarts': 'after' },
    });
    const atOnce = { 'client.count': 3, 'creation.topics': 1 };
    const raced = await lab.twenty('topic-read-back', { set: atOnce });
    const inOneStep = await lab.twenty('topic-read-back', { set: { ...atOnce, 'metadataWal.applyUs': 0 } });
    const throughRaft = await lab.twenty('topic-creation-stream-away', {
      variant: 'forward-then-register',
      set: ask,
    });
    const reference = [
      ...(await lab.reference('topic-creation-stream-away', ask)),
      ...(await lab.reference('topic-read-back', atOnce)),
    ];
    return {
      checks: {
        'hashes differ at one index, in seed 1': firstSeedViolating(held, SAME_STATE) === 1,
        'in all of 20 seeds': violations(held, SAME_STATE) === held.length,
        'when the stream is back they agree again': violations(held, IMAGES) === 0,
        'what it loses they differ in for ever': violations(lost, IMAGES) === lost.length,
        'a broker that replays its WAL and then the log comes by other states than before':
          violations(replayed, SAME_STATE) === replayed.length,
        'of three topics created at once one is lost': violations(raced, SURVIVES) === raced.length,
        'none if copy and store are one step':
          violations(inOneStep, SURVIVES) === 0 &&
          all(inOneStep, (run) => run.operations['createTopic']?.ok === 3),
        'through Raft nothing differs': allPassed(throughRaft),
        'reference passes': allPassed(reference),
      },
      measured:
        `${violating(held, SAME_STATE)} runs: ${firstDetail(held, SAME_STATE)}. With the stream lost ${violating(lost, IMAGES)} end with different images. ` +
        `A copy of the image that takes 1 us costs one of three topics that are created at once, in ${violating(raced, SURVIVES)}.`,
    };
  },
};

const SAME_STATE = 'state-machine-safety';
const IMAGES = 'metadata-images-equal';
const SURVIVES = 'acknowledged-topic-survives';
