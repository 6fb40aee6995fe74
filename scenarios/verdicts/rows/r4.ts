import type { RunResult } from '../../harness/result/run-result.js';
import {
  all,
  endAtNextLook,
  everyMultipleOf,
  longest,
  pooledWaitsMs,
  shortest,
  text,
  waitsMs,
} from '../figures.js';
import type { Lab, VerdictRow } from '../row.js';

export const r4: VerdictRow = {
  id: 'R4',
  claim:
    'A follower that is asked for a new topic looks for partition 0 every 50 ms, 40 times: 50 to 2,000 ms on the first request.',
  source: 'S0:L107-145, L384-400',
  expected:
    'ceil(c/p)*p for an interval p, 1,950 ms at most (1,990 with 10 ms), then it goes on without metadata; that partition 0 has a leader says nothing of partitions 1 and 2 (spec b R4)',
  async settle(lab) {
    const polled = pooledWaitsMs(await lab.twenty('create-topic-storm', { set: WAITS }), 'followerWait');
    const finer = pooledWaitsMs(
      await lab.twenty('create-topic-storm', {
        set: { ...WAITS, 'followerWait.pollMs': 10, 'followerWait.attemptsMax': 200, 'cluster.nodes': 5 },
      }),
      'followerWait',
    );
    const notified = pooledWaitsMs(
      await lab.twenty('create-topic-storm', { set: { ...WAITS, followerWait: 'notify' } }),
      'followerWait',
    );
    const cut = { ...WAITS, 'storm.quorum': 'cut', 'storm.cutMs': 6000, 'client.deliveryTimeoutMs': 5000 };
    const inVain = await lab.run('create-topic-storm', { set: cut });
    const inVainFiner = await lab.run('create-topic-storm', {
      set: { ...cut, 'followerWait.pollMs': 10, 'followerWait.attemptsMax': 200 },
    });
    const reference = await lab.reference('create-topic-storm', WAITS_OF_REFERENCE);
    const looks = [await endings(lab, 50, 40), await endings(lab, 10, 200), await endings(lab, 37, 60)];
    const others = [await otherPartitions(lab, 3), await otherPartitions(lab, 5)];
    const [three, five] = others;
    const limit = longest(waitsMs(inVain, 'followerWait'));
    const limitFiner = longest(waitsMs(inVainFiner, 'followerWait'));
    const refused = inVain.operations['produce']?.failed ?? 0;
    return {
      checks: {
        'every wait is a multiple of 50 ms': everyMultipleOf(polled, 50),
        'or of 10 ms, where that is the interval': everyMultipleOf(finer, 10),
        'and ends at the first look after a notification would have come, to the microsecond, for 50, 10 and 37 ms':
          all(looks, ({ exact, compared }) => compared > 0 && exact === compared),
        'it says nothing of partitions 1 and 2, nor of 1 to 4 of five: when it ends, those refuse their records':
          all(
            others,
            ({ ended, endedInVain, clients, ofOthers, ofFirstAlone }) =>
              ended > 0 && endedInVain === ended && ofOthers === clients && ofFirstAlone > clients / 2,
          ),
        'it gives up after 39 sleeps, 1,950 ms': limit === 39 * 50,
        'or after 199, 1,990 ms': limitFiner === 199 * 10,
        'and goes on without: the client is refused': refused > 0,
        'in reference no follower waits': all(
          reference,
          (run) => run.verdict === 'passed' && waitsMs(run, 'followerWait').length === 0,
        ),
      },
      measured:
        `${text(polled.length)} waits of ${text(shortest(polled))} to ${text(longest(polled))} ms polled every 50 ms; ` +
        `${text(shortest(finer))} to ${text(longest(finer))} ms every 10 ms; ${text(shortest(notified))} to ${text(longest(notified))} ms notified. ` +
        `Without a quorum ${text(limit)} and ${text(limitFiner)} ms. With proposals that sleep 150 ms each, as they did, a follower’s wait ended with partition 0 in ${text(three?.ended)} of ${text(three?.runs)} seeds, and ` +
        `${text(three?.clients)} clients had some record refused: ${text(three?.ofOthers)} of them those for partitions 1 and 2, ${text(three?.ofFirstAlone)} those alone (with five partitions ${text(five?.ofOthers)} and ${text(five?.ofFirstAlone)} of ${text(five?.clients)}).`,
    };
  },
};

const WAITS = {
  followerWait: 'poll',
  'client.count': 3,
  'client.messages': 6,
  'run.settleMs': 5000,
} as const;

/** Polled and told on the same seeds; only runs with one wait, for then all before it is the same. */
async function endings(
  lab: Lab,
  pollMs: number,
  attempts: number,
): Promise<ReturnType<typeof endAtNextLook>> {
  const limits = { 'followerWait.pollMs': pollMs, 'followerWait.attemptsMax': attempts };
  const of = async (followerWait: string): Promise<readonly RunResult[]> => {
    const set = { ...WAITS, ...limits, ...ONE_MESSAGE, followerWait };
    return lab.twenty('create-topic-storm', { set });
  };
  const [polled, told] = [await of('poll'), await of('notify')];
  const waitsOnce = (run: RunResult | undefined): boolean =>
    run !== undefined && waitsMs(run, 'followerWait').length === 1;
  const both = polled.map((run, place) => waitsOnce(run) && waitsOnce(told[place]));
  return endAtNextLook('followerWait', pollMs, {
    polled: polled.filter((_, place) => both[place]),
    told: told.filter((_, place) => both[place]),
  });
}

const ONE_MESSAGE = { 'client.count': 2, 'client.messages': 2, 'client.retries': 0 } as const;

interface OtherPartitions {
  /** Runs in which some follower's wait ended with partition 0. */
  readonly ended: number;
  readonly runs: number;
  /** Those of them in which a client had some record refused after it. */
  readonly endedInVain: number;
  /** Clients that had some record refused, */
  readonly clients: number;
  /** those with one record through at most, the rest refused with partition 0 led and 1 not, */
  readonly ofOthers: number;
  /** and those of these that had that one. */
  readonly ofFirstAlone: number;
}

/** A record for each partition. They get leaders half a second apart: three proposals each, which sleep. */
async function otherPartitions(lab: Lab, partitions: number): Promise<OtherPartitions> {
  const set = {
    ...WAITS,
    'topic.partitions': partitions,
    'client.messages': 3 * partitions,
    'client.retries': 0,
    'client.partitioner': 'round-robin',
  };
  const runs = await lab.twenty('create-topic-storm', { variant: 'sleep-then-poll', set });
  const ended = runs.filter((run) => waitsMs(run, 'followerWait').some((ms) => ms < 39 * 50));
  const clients = runs.flatMap(refusedClients);
  const others = clients.filter(
    ({ ok, refused, isBetween }) => ok + refused === partitions && ok <= 1 && isBetween,
  );
  return {
    ended: ended.length,
    runs: runs.length,
    endedInVain: ended.filter((run) => refusedClients(run).length > 0).length,
    clients: clients.length,
    ofOthers: others.length,
    ofFirstAlone: others.filter(({ ok }) => ok === 1).length,
  };
}

function refusedClients(
  run: RunResult,
): readonly { readonly ok: number; readonly refused: number; readonly isBetween: boolean }[] {
  const [fromMs, untilMs] = [0, 1].map(
    (partition) =>
      run.notes.find(({ text: note }) => note.startsWith(`storm/${partition} led by`))?.atMs ?? Number.NaN,
  ) as [number, number];
  return ['c1', 'c2', 'c3'].flatMap((client) => {
    const sent = run.requests.filter(({ operation, node }) => operation === 'produce' && node === client);
    const refused = sent.filter(({ outcome }) => outcome === 'LEADER_NOT_AVAILABLE');
    if (refused.length === 0) return [];
    const isBetween = all(refused, ({ startMs, latencyMs }) => {
      const endMs = startMs + (latencyMs ?? Number.NaN);
      return endMs > fromMs && endMs < untilMs;
    });
    return [
      { ok: sent.filter(({ outcome }) => outcome === 'ok').length, refused: refused.length, isBetween },
    ];
  });
}

const WAITS_OF_REFERENCE = { 'client.count': 3, 'client.messages': 6, 'run.settleMs': 5000 } as const;
