import type { RunResult } from '../../harness/result/run-result.js';
import { counter, latenciesMs, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e9: VerdictRow = {
  id: 'E9',
  claim:
    'A follower that has passed a creation on waits for the metadata WAL’s replication, and times out when that is slow.',
  source: 'S4:L163-209, L453-456',
  expected:
    'The leader carries out what is passed on to it through Raft: with nothing but the stream cut the creation succeeds as ever (spec d.1, e E9)',
  async settle(lab) {
    const away = { 'stream.away': 'lost' };
    const cut = await lab.run('topic-creation-stream-away', { set: away });
    const whole = await lab.run('topic-creation', { variant: 'local-wal-then-replicate' });
    const beside = await lab.run('topic-creation-stream-away', {
      set: { ...away, 'metadataWal.forwarded': 'local-wal' },
    });
    const more = await lab.sweep('topic-creation-stream-away', [2, 20], { set: away });
    const timedOut = (run: RunResult): boolean => counter(run, 'topic_creation_timeout_count') > 0;
    const slow = [cut, ...more].filter(timedOut).length;
    const created = [cut, ...more].filter((run) => run.operations['createTopic']?.ok === 1).length;
    return {
      controls: { 'the follower is asked in every run': created + slow >= 1 + more.length },
      checks: {
        'with nothing but the stream cut, the follower’s wait ends by its time-out': slow === 1 + more.length,
      },
      measured:
        `With the stream cut the follower waits ${text(waitsMs(cut, 'createWait')[0])} ms and succeeds, as ${text(created)} of ${text(1 + more.length)} seeds do (${text(slow)} time-outs); ` +
        `with it whole it is ${text(waitsMs(whole, 'createWait')[0])} ms. If the leader wrote what is passed on to its WAL, ` +
        `the claim would hold: ${text(latenciesMs(beside, 'createTopic')[0])} ms, ${Object.keys(beside.operations['createTopic']?.errors ?? {}).join(', ')}.`,
    };
  },
};
