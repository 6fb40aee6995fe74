import test from 'ava';
import { World } from '../../../sim/world/world.js';
import type { Env, NodeId } from '../../env.js';
import type { Entry } from '../../raft/index.js';
import { Mailroom } from '../../protocol/rpc.js';
import { PartitionGroup, type GroupConfig } from './group.js';
import { GroupMail } from './mail.js';
import type { HistoricNames } from '../trace/names.js';

const MEMBERS = ['n1', 'n2', 'n3'];
const TICK_US = 10_000;
const FIVE_TICKS: GroupConfig = { tickUs: TICK_US, electionTicks: 5, heartbeatTicks: 1 };

interface Setup {
  readonly names?: readonly string[];
  readonly config?: GroupConfig;
  readonly seed?: number;
  /** How long the leader's first apply with data takes. */
  readonly stallUs?: number;
  /** Proposes `x` wherever there is a leader, at this time. */
  readonly proposeAtUs?: number;
}

interface Told {
  readonly leaders: { readonly name: string; readonly nodeId: NodeId; readonly atUs: number }[];
  readonly applied: Map<NodeId, string[]>;
  readonly campaignsUs: readonly number[];
}

/** Three nodes with these groups, for half a second. */
async function run({ names = ['orders/0'], config = FIVE_TICKS, seed = 1, ...rest }: Setup): Promise<Told> {
  const { stallUs = 0, proposeAtUs } = rest;
  const leaders: Told['leaders'] = [];
  const applied = new Map<NodeId, string[]>();
  const world = new World<HistoricNames>({ seed, untilUs: 500_000 });
  const apply = (env: Env, group: () => PartitionGroup, entry: Entry, done: (hash: number) => void): void => {
    const seen = applied.get(env.nodeId) ?? [];
    applied.set(env.nodeId, seen);
    if (entry.data.length > 0) seen.push(`${entry.index}:${String.fromCharCode(...entry.data)}`);
    const delayUs = entry.data.length > 0 && group().leads ? stallUs : 0;
    if (delayUs === 0) done(entry.index);
    else env.timers.after(delayUs, { kind: 'disk', label: 'apply' }, () => done(entry.index));
  };
  const boot = (env: Env): void => {
    const mail = new GroupMail(new Mailroom(env.network));
    for (const name of names) {
      const group: PartitionGroup = new PartitionGroup({
        env,
        name,
        members: MEMBERS,
        config,
        mail,
        apply: (entry, done) => apply(env, () => group, entry, done),
        onRole: ({ role }) => {
          if (role === 'leader') leaders.push({ name, nodeId: env.nodeId, atUs: env.clock.nowUs() });
        },
        observe: () => undefined,
      });
      if (proposeAtUs === undefined) continue;
      env.timers.after(proposeAtUs, { kind: 'sleep', label: 'propose' }, () =>
        group.propose(Uint8Array.of('x'.charCodeAt(0))),
      );
    }
  };
  for (const nodeId of MEMBERS) world.addNode({ nodeId, boot });
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
  const campaigns = world.recorder.waits.get('group.campaign') ?? new Map<number, number>();
  return { leaders, applied, campaignsUs: [...campaigns.keys()] };
}

test('a group elects a leader, and what that proposes is applied by all in the same place', async (t) => {
  const { leaders, applied } = await run({ proposeAtUs: 300_000 });
  t.is(leaders.length, 1);
  t.deepEqual([...applied.values()], [['2:x'], ['2:x'], ['2:x']]);
});

test('a node stands for election after 1 to 2 times the ticks, of which the first is at once', async (t) => {
  const seen = new Set<number>();
  for (const electionTicks of [5, 10]) {
    for (let seed = 1; seed <= 30; seed += 1) {
      const { campaignsUs } = await run({ config: { ...FIVE_TICKS, electionTicks }, seed });
      for (const us of campaignsUs) {
        t.is(us % TICK_US, 0);
        t.true(us >= (electionTicks - 1) * TICK_US && us <= (2 * electionTicks - 2) * TICK_US, String(us));
        if (electionTicks === 5) seen.add(us);
      }
    }
  }
  t.true(seen.size >= 4);
});

test('whatever holds up an apply of the leader holds up its heartbeats: the others elect another one (L25)', async (t) => {
  const short = await run({ proposeAtUs: 200_000, stallUs: 30_000 });
  t.is(short.leaders.length, 1);
  const long = await run({ proposeAtUs: 200_000, stallUs: 120_000 });
  const [first, second] = long.leaders;
  t.true(long.leaders.length >= 2);
  t.not(second?.nodeId, first?.nodeId);
});

test('each group of a node draws its own time-outs', async (t) => {
  const names = Array.from({ length: 12 }, (_, place) => `orders/${place}`);
  const { leaders } = await run({ names });
  t.is(new Set(leaders.map(({ name }) => name)).size, 12);
  t.is(new Set(leaders.map(({ nodeId }) => nodeId)).size, 3);
});
