import type { RunResult } from '../../harness/result/run-result.js';
import { all, allPassed, counter, range, sum, text, violating, violations, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const r13: VerdictRow = {
  id: 'R13',
  claim:
    'The leader acknowledges a topic after its own disk; a task sends it to the others from a queue that it looks at every 100 ms, and sends nothing again. So the others lag, or never hear of it, and with the leader goes what it has acknowledged.',
  source: 'S4:L138-161, L453-456, L492-495',
  expected:
    'A lag of up to a look, one message and one append; a broker without a connection stays without the topic; survivors do not know what their leader acknowledged (spec b R13)',
  async settle(lab) {
    const usual = await lab.run('topic-read-back');
    const quick = await lab.run('topic-read-back', { set: { 'metadataWal.pollMs': 40, 'cluster.nodes': 5 } });
    const eventDriven = { 'loop.periodMs': 0 };
    const early = await lab.sweep('topic-read-back', [1, 5], { set: eventDriven });
    const restarted = await lab.twenty('topic-creation-follower-restarts');
    const forgetful = await lab.sweep('topic-creation-follower-restarts', [1, 10], {
      set: { 'follower.restarts': 'after', 'metadataWal.followersStore': false },
    });
    const lost = await lab.twenty('topic-creation-leader-lost', { set: eventDriven });
    const slow = await lab.twenty('topic-creation-leader-lost', { set: { 'metadataWal.pollMs': 1000 } });
    const asCalled = await lab.twenty('topic-creation-leader-lost');
    const throughRaft = await lab.sweep('topic-creation-leader-lost', [1, 10], {
      variant: 'forward-then-register',
      set: eventDriven,
    });
    const reference = [
      ...(await lab.sweep('topic-read-back', [1, 5], { variant: 'reference' })),
      ...(await lab.reference('topic-creation-follower-restarts')),
      ...(await lab.reference('topic-creation-leader-lost')),
    ];
    const [appendMs] = waitsMs(usual, 'metadataWal.append');
    const late = early.reduce((total, run) => total + counter(run, 'read_back_late'), 0);
    const created = early.reduce((total, run) => total + (run.operations['createTopic']?.ok ?? 0), 0);
    const unknownTo = (runs: readonly RunResult[]): number => runs.filter(survivorsLack).length;
    return {
      checks: {
        'every follower has a topic one look at the queue, one message and one append after the leader': all(
          [usual, quick],
          lagsAreExact,
        ),
        'a client that is answered at once does not find its topic on a follower': late > 0,
        'a follower that has just restarted never gets it, in every seed':
          violations(restarted, SURVIVES) === restarted.length,
        'survivors do not know the topic that their leader acknowledged': unknownTo(lost) > 0,
        'nor do they with a loop of 100 ms and a look every 1,000 ms': unknownTo(slow) > 0,
        'through Raft, with the same loop, they do': allPassed(throughRaft),
        'reference passes': allPassed(reference),
      },
      measured:
        `The append takes ${text(appendMs)} ms; the others lag by ${range(waitsMs(usual, 'metadataWal.lag'))} ms. With an event-driven loop ${text(late)} of ${text(created)} topics are not found on a follower at first, ` +
        `and ${text(unknownTo(lost))} of ${text(lost.length)} leaders take theirs along; ${text(unknownTo(slow))} with a look every second. As the documents have it ` +
        `${text(unknownTo(asCalled))} of ${text(asCalled.length)} do: the answer waits for assignments through Raft, two turns of a loop of 100 ms, and by then the queue has been looked at. ` +
        `A follower that restarts within a second before never hears of the topic in ${violating(restarted, SURVIVES)} runs. ` +
        `Here those who are sent a write put it on their disks; the code of @cfb53bd keeps it in memory, and with that one that restarts later forgets it in ${violating(forgetful, SURVIVES)}.`,
    };
  },
};

const SURVIVES = 'acknowledged-topic-survives';
/** One way over the network, and the copy of the image. */
const TRANSIT_MS = [0.501, 0.001];

function lagsAreExact(run: RunResult): boolean {
  const lags = waitsMs(run, 'metadataWal.lag');
  const [appendMs = Number.NaN] = waitsMs(run, 'metadataWal.append');
  const queued = waitsMs(run, 'metadataWal.queue');
  const followers = lags.length / queued.length;
  return all(lags, (ms, place) => {
    const inQueueMs = queued[Math.floor(place / followers)] ?? Number.NaN;
    return ms === sum([inQueueMs, ...TRANSIT_MS, appendMs]);
  });
}

/** Whether a broker that went on is without the topic. */
function survivorsLack({ violations: found }: RunResult): boolean {
  return found.some(
    ({ invariant, detail }) => invariant === SURVIVES && / n[^1]\S* has no such topic/.test(detail),
  );
}
