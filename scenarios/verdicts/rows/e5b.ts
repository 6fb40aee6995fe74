import { latenciesMs, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e5b: VerdictRow = {
  id: 'E5b',
  claim: 'A standalone server has no such problem: its store is a map in memory.',
  source: 'S2:L122-165; against it integrated_server.rs:133-160 @ 893843d',
  expected:
    'The standalone server of that time ran Raft by itself; with the wait to be notified each creation costs 2 s there (spec 0.6, L2)',
  async settle(lab) {
    const alone = { 'creation.ask': 'leader', 'cluster.nodes': 1, 'topic.replicationFactor': 1 };
    const memory = await lab.run('topic-creation', { variant: 'standalone-memory', set: alone });
    const notified = await lab.run('topic-creation', { variant: 'standalone-raft-notify', set: alone });
    const waits: string[] = [];
    let polledMs: number | undefined;
    for (const createWait of [
      'poll',
      'notify',
      'forward-then-register',
      'register-then-forward',
      'reference',
    ]) {
      const run = await lab.run('topic-creation', {
        variant: 'standalone-raft-notify',
        set: { ...alone, createWait },
      });
      if (createWait === 'poll') [polledMs] = waitsMs(run, 'createWait');
      waits.push(`${createWait} ${text(waitsMs(run, 'createWait')[0])} ms`);
    }
    const [notifiedMs = Number.NaN] = waitsMs(notified, 'createWait');
    return {
      checks: {
        'with a map in memory a creation takes less than 1 ms':
          (latenciesMs(memory, 'createTopic')[0] ?? Number.NaN) < 1,
        'a Raft cluster of one that polls, as at 893843d, waits less than 50 ms':
          (polledMs ?? Number.NaN) < 50,
        'one that is notified, as from 6b2430c on, waits less than 50 ms': notifiedMs < 50,
      },
      controls: { 'notified it waits its whole limit, 2,000 ms: a lost wake-up': notifiedMs === 2000 },
      measured: `In memory the creation takes ${text(latenciesMs(memory, 'createTopic')[0])} ms. As a cluster of one its wait is: ${waits.join(', ')}.`,
    };
  },
};
