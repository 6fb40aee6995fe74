/** The simulated {@link Env} of one life of a process. */
import type { Callback, Env, NodeId, Timer, Trace, Wait } from '../../broker-core/door.js';
import type { Life, Scheduled } from '../kernel/types.js';
import { createCpu, type CpuSlowness } from '../machine/cpu.js';
import type { SimulatedDisk } from '../machine/disk/disk.js';
import { hashString32 } from '../random/mix.js';
import { ORIGIN } from '../cause/history.js';
import type { Recorder } from '../cause/recorder.js';
import type { Kernel } from '../kernel/kernel.js';
import type { SimulatedNetwork } from '../machine/network/network.js';
import type { RandomSource } from '../random/random.js';
import type { NodeClock } from './clock.js';

/** The parts of the machine that outlive the process. */
export interface MachineParts {
  readonly clock: NodeClock;
  readonly disk: SimulatedDisk;
  readonly cpuSlowness: CpuSlowness;
  readonly cpuWorkers: number;
}

export function createEnv(commons: Commons, life: Life, lifeCount: number, parts: MachineParts): Env {
  const { kernel, network, random } = commons;
  const { nodeId } = life;
  const connection = network.connect(life);
  return {
    nodeId,
    clock: { nowUs: () => parts.clock.read() },
    timers: new LifeTimers(commons, life, parts.clock),
    tasks: {
      enter: () => kernel.enter(),
      wake: (wait, resume) => kernel.schedule(0, life, 'wake', wait, 0, resume),
      wakeLast: (wait, resume) => kernel.schedule(0, life, 'yield', wait, 0, resume),
      failed: (error) => kernel.fail(error),
    },
    random: {
      stream: (name) => {
        kernel.requireAnnounced();
        return random.stream(`${nodeId}/${String(lifeCount)}/${name}`);
      },
      keyed: (name, key) => {
        kernel.requireAnnounced();
        return random.keyed(`${nodeId}/${String(lifeCount)}/${name}`, key);
      },
    },
    network: {
      send: (to, channel, payload, sizeBytes, refused) =>
        connection.send(to, channel, payload, sizeBytes, refused),
      onDelivery: (receive) => {
        kernel.requireAnnounced();
        connection.onDelivery(receive);
      },
      onReset: (reset) => {
        kernel.requireAnnounced();
        connection.onReset(reset);
      },
    },
    disk: parts.disk.open(life),
    cpu: createCpu({ scheduler: kernel, life, workers: parts.cpuWorkers, slowness: parts.cpuSlowness }),
    trace: createTrace(commons, life),
  };
}

class LifeTimer implements Timer {
  scheduled: Scheduled | null = null;

  get pending(): boolean {
    return this.scheduled !== null;
  }
}

/** Digests of labels, so that two timers of one instant are told apart in the run's hash. */
const labelDigests = new Map<string, number>();

class LifeTimers {
  constructor(
    private readonly commons: Commons,
    private readonly life: Life,
    private readonly clock: NodeClock,
  ) {}

  after(delayUs: number, wait: Wait, fire: Callback): Timer {
    const { kernel, recorder } = this.commons;
    const life = this.life;
    const timer = new LifeTimer();
    const isTimeout = wait.kind === 'timeout';
    const judged = isTimeout && wait.awaits !== undefined;
    const armedUs = kernel.nowUs();
    const since = isTimeout ? kernel.here() : ORIGIN;
    timer.scheduled = kernel.schedule(
      this.clock.toVirtualUs(delayUs),
      life,
      'timer',
      wait,
      digestOf(wait.label),
      () => {
        timer.scheduled = null;
        if (judged) recorder.timedOut(life.nodeId, wait, armedUs, kernel.nowUs());
        const waitedFor = isTimeout ? recorder.timeouts.waitedFor(life.nodeId, since) : null;
        if (waitedFor !== null)
          kernel.goOnFrom(waitedFor.since, this.commons.numberOf(waitedFor.nodeId), waitedFor.wait);
        fire();
      },
    );
    return timer;
  }

  cancel(timer: Timer): void {
    if (!(timer instanceof LifeTimer) || timer.scheduled === null) return;
    this.commons.kernel.cancel(timer.scheduled);
    timer.scheduled = null;
  }
}

function digestOf(label: string): number {
  let digest = labelDigests.get(label);
  if (digest === undefined) labelDigests.set(label, (digest = hashString32(label)));
  return digest;
}

function createTrace({ kernel, recorder, onMark }: Commons, life: Life): Trace {
  const { nodeId } = life;
  return {
    here: () => kernel.here(),
    handoff: (since, wait, work) => kernel.handoff(since, life.nodeNumber, wait, work),
    join: (since, wait, work) => kernel.join(since, life.nodeNumber, wait, work),
    onTimeout: (find) => recorder.timeouts.addProgram(nodeId, find),
    mark: (key) => {
      recorder.marks.add(nodeId, key, kernel.nowUs());
      onMark(nodeId, key, kernel.nowUs());
    },
    unmark: (key) => recorder.marks.undo(nodeId, key, kernel.nowUs()),
    begin: (operation) => recorder.begin(nodeId, operation, kernel.nowUs(), kernel.here()),
    end: (span, outcome) => recorder.end(span, outcome, kernel.nowUs(), kernel.here()),
    nowUs: () => kernel.nowUs(),
    waited: (name, durationUs) => recorder.waited(name, durationUs, kernel.nowUs()),
    count: (counter, by = 1) => recorder.count(counter, by),
    finding: (finding) => recorder.finding(nodeId, finding, kernel.nowUs(), 0),
    note: (text) => recorder.note(nodeId, text, kernel.nowUs()),
  };
}

/** What all nodes of a world share. */
export interface Commons {
  readonly kernel: Kernel;
  readonly network: SimulatedNetwork;
  readonly random: RandomSource;
  readonly recorder: Recorder;
  readonly numberOf: (nodeId: NodeId) => number;
  readonly onMark: (nodeId: NodeId, key: string, atUs: number) => void;
}
