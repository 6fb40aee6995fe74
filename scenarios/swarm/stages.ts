/** Who may be struck, when, and by what: in a cluster of brokers, and in a system of somebody's own. */
import { COMMANDS } from '../harness/cluster/cluster.js';
import { brokerNames, clientNames } from '../harness/cluster/from-settings.js';
import { contextOfPlan, type App } from '../harness/definition/app.js';
import type { Scenario } from '../harness/definition/scenario.js';
import type { Settings } from '../harness/settings/table.js';
import { anyDisk, drawAtlas, type Atlas } from './atlas.js';
import type { Draws } from './draws.js';
import { waitsOf } from './patterns.js';
import { TYPES, upByMs, type Stage } from './schedule.js';

/** `bounded`: within the atlas, so that whatever goes wrong is a bug. `unbounded`: no disk is spared. */
export type SwarmMode = 'bounded' | 'unbounded';

const CHANNELS = ['raft', 'rpc', 'replication', 'client'];

export function stageOfBrokers(
  draws: Draws,
  {
    scenario,
    settings,
    activeMs,
    mode,
  }: {
    readonly scenario: Scenario;
    readonly settings: Settings;
    readonly activeMs: number;
    readonly mode: SwarmMode;
  },
): Stage {
  const { producers, consumers } = clientNames(settings);
  const places = placesOf(scenario, settings);
  const roles = [...places, '__meta'].flatMap((place) => [`leader of ${place}`, `follower of ${place}`]);
  const brokers = brokerNames(settings);
  const isBounded = mode === 'bounded';
  return {
    cast: {
      brokers,
      struck: brokers,
      clients: [...producers, ...consumers],
      roles: isOfGroup(scenario) ? [...roles, 'coordinator of readers'] : roles,
      logs: [...places, '__meta'].map((place) => `log of ${place}`),
      atlas: isBounded ? drawAtlas(draws, settings) : anyDisk(brokers),
      channels: CHANNELS,
      commands: COMMANDS,
    },
    types: scenario.swarm?.faults ?? TYPES,
    startMs: settings['run.startMs'],
    activeMs,
    marks: marksOf(scenario, settings),
    waits: waitsOf(settings),
    stoppingFromMs: isBounded ? upByMs(scenario, settings) : 0,
  };
}

/** Its nodes are all alike to the swarm: which of them are clients, it does not say. */
export function stageOfApp(
  draws: Draws,
  {
    app,
    settings,
    activeMs,
    mode,
  }: {
    readonly app: App;
    readonly settings: Settings;
    readonly activeMs: number;
    readonly mode: SwarmMode;
  },
): Stage {
  const system = app.system(contextOfPlan(settings));
  const nodes = system.nodes.map(({ nodeId }) => nodeId);
  const { faults = [], losingNodesMax = 0 } = app.swarm ?? {};
  const losing = draws.some('atlas', nodes, losingNodesMax);
  const within: Atlas = { wiped: losing, untrusted: losing, struck: nodes };
  return {
    cast: {
      brokers: nodes,
      struck: nodes,
      clients: [],
      roles: Object.keys(system.roles ?? {}),
      // A word for one of its files is its own affair.
      logs: [],
      atlas: mode === 'bounded' ? within : anyDisk(nodes),
      channels: [],
      commands: Object.keys(system.commands ?? {}),
    },
    types: TYPES.filter((type) => faults.includes(type)),
    startMs: 0,
    activeMs,
    marks: [],
    waits: null,
    stoppingFromMs: 0,
  };
}

function marksOf(scenario: Scenario, settings: Settings): readonly string[] {
  const places = placesOf(scenario, settings).map((place) => `leader:${place.replace('/', ':')}`);
  const ofGroup = isOfGroup(scenario) ? ['joined:readers', 'assigned:readers'] : [];
  return ['leads:__meta', 'broker:1', ...places, ...ofGroup];
}

/** The first partition of each topic that is there from the beginning on. */
function placesOf({ topics = () => [] }: Scenario, settings: Settings): readonly string[] {
  return topics(settings).map(({ name }) => `${name}/0`);
}

function isOfGroup({ name }: Scenario): boolean {
  return name.startsWith('group-');
}
