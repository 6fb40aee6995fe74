/**
 * A cluster whose machines only write down what was done to them, and which gossips: enough to let a schedule
 * happen.
 */
import type { NodeId } from '../../../broker-core/door.js';
import { createTestCluster, DATAGRAM, STREAM, type Received } from '../../machine/network/testkit/cluster.js';
import type { FiredEvent } from '../../machine/testkit/scheduler.js';
import type { FaultCounter } from '../../machine/fault-list.js';
import type { MachineControls } from '../machine-faults.js';
import { createFaultEngine, type FaultEngine } from '../engine.js';
import type { FaultSchedule } from '../entry.js';
import type { StruckFault } from '../struck.js';

export const NODES: readonly NodeId[] = ['n1', 'n2', 'n3', 'n4', 'n5'];

export interface TestWorld {
  readonly engine: FaultEngine;
  /** What was done, and when: `1000 n2 crash none true`: what survives, whether it was up. */
  readonly log: readonly string[];
  readonly struck: readonly StruckFault[];
  readonly received: readonly Received[];
  readonly fired: readonly FiredEvent[];
  /** Does `work` at that time. */
  at(atUs: number, work: () => void): void;
  run(): void;
}

export interface TestWorldOptions {
  readonly tieSeed?: number;
  /**
   * Default: `leader of x` moves from n1 to n2 at 50 ms, `followers of x` are the rest, every other role is
   * nobody's.
   */
  readonly resolveTarget?: (role: string, nowUs: number) => readonly NodeId[];
  /**
   * Messages between all nodes each millisecond, up to 100 ms; n3 marks `tick:K` with every K-th,
   * and `any tick`, which n1 marks too with every tenth. Default true.
   */
  readonly gossips?: boolean;
}

export function createTestWorld(schedule: FaultSchedule, options: TestWorldOptions = {}): TestWorld {
  const { tieSeed, gossips = true, resolveTarget = movingLeader } = options;
  const cluster = createTestCluster(tieSeed === undefined ? {} : { tieSeed });
  const { scheduler, network } = cluster;
  const log: string[] = [];
  const struck: StruckFault[] = [];
  const write = (...words: readonly unknown[]): void => {
    log.push([scheduler.nowUs(), ...words.map(String)].join(' '));
  };
  const machines = new Map(
    NODES.map((nodeId) => [nodeId, createLoggingMachine((...words) => write(nodeId, ...words))]),
  );

  const engine = createFaultEngine({
    scheduler,
    network: network.controls,
    machineOf(nodeId) {
      const machine = machines.get(nodeId);
      if (machine === undefined) throw new Error(`no machine ${nodeId}`);
      return machine;
    },
    resolveTarget: (role) => resolveTarget(role, scheduler.nowUs()),
    runCommand(command) {
      write(command.nodeId, command.name, JSON.stringify(command.args));
      return command.name !== 'refused';
    },
    onStrike: (fault) => struck.push(fault),
    schedule,
  });

  // Driven by a node's own events, because the simulator's own come first in their microsecond.
  function gossip(tick: number): void {
    for (const from of NODES) {
      for (const to of NODES) {
        cluster.send(from, to, STREAM, tick);
        cluster.send(from, to, DATAGRAM, tick);
      }
    }
    engine.onMark('n3', `tick:${tick}`, scheduler.nowUs());
    engine.onMark('n3', 'any tick', scheduler.nowUs());
    if (tick % 10 === 0) engine.onMark('n1', 'any tick', scheduler.nowUs());
    if (tick < 100)
      scheduler.schedule(1000, cluster.lifeOf('n3'), 'timer', { kind: 'tick', label: 'gossip' }, tick, () =>
        gossip(tick + 1),
      );
  }
  if (gossips)
    scheduler.schedule(1000, cluster.lifeOf('n3'), 'timer', { kind: 'tick', label: 'gossip' }, 0, () =>
      gossip(1),
    );

  return {
    engine,
    log,
    struck,
    received: cluster.received,
    fired: scheduler.fired,
    at: (atUs, work) => scheduler.at(atUs, work),
    run: () => scheduler.run(),
  };
}

function movingLeader(role: string, nowUs: number): readonly NodeId[] {
  const leader = nowUs < 50_000 ? 'n1' : 'n2';
  if (role === 'leader of x') return [leader];
  return role === 'followers of x' ? NODES.filter((nodeId) => nodeId !== leader) : [];
}

function createLoggingMachine(write: (...words: readonly unknown[]) => void): MachineControls {
  let isUp = true;
  let isPaused = false;
  const begin = (name: string) => (counter: FaultCounter, value: unknown) => {
    write(name, JSON.stringify(value));
    counter.effects += 1;
  };
  const plain = (name: string) => () => write(name);
  return {
    crash(survives) {
      const wasUp = isUp;
      isUp = false;
      write('crash', survives, wasUp);
      return wasUp;
    },
    wipe() {
      isUp = false;
      write('wipe');
      return true;
    },
    restart() {
      if (isUp) return false;
      isUp = true;
      write('restart');
      return true;
    },
    pause() {
      const wasRunning = isUp && !isPaused;
      isPaused = true;
      write('pause');
      return wasRunning;
    },
    resume() {
      isPaused = false;
      write('resume');
      return true;
    },
    disk: {
      stall: begin('stall'),
      unstall: plain('unstall'),
      slow: begin('slow'),
      unslow: plain('unslow'),
      fail: begin('fail'),
      unfail: plain('unfail'),
      full: begin('full'),
      unfull: plain('unfull'),
      lieAboutSync: plain('lie'),
      tellTruthAboutSync: plain('truth'),
      paths: () => ['/wal/1'],
      rot: (counter, path, bits) => begin(`rot ${path}`)(counter, bits),
      misdirect: begin('misdirect'),
      unmisdirect: plain('unmisdirect'),
    },
    cpu: { slowCpu: begin('slow cpu'), unslowCpu: plain('unslow cpu') },
    clock: {
      setOff: begin('set off'),
      reset: plain('reset'),
      drift: begin('drift'),
      steady: plain('steady'),
    },
  };
}
