/** A simulated machine and the lives of the process on it. Only its disk and its clock survive a crash. */
import type { Env, NodeId, TraceNames } from '../../broker-core/door.js';
import type { MachineControls } from '../faults/machine-faults.js';
import type { Survival } from '../machine/disk/survival.js';
import type { Life } from '../kernel/types.js';
import { CpuSlowness } from '../machine/cpu.js';
import { createDisk, type SimulatedDisk } from '../machine/disk/disk.js';
import type { DiskConfig } from '../machine/disk/config.js';
import { NodeClock } from './clock.js';
import { createEnv, type Commons } from './env.js';

/** Builds the process on its machine from nothing but what it is given. Called at each start. */
export type Boot<Names extends TraceNames = TraceNames> = (
  env: Env<Names>,
  stop: (reason: string) => void,
) => void;

export interface NodeOptions<Names extends TraceNames = TraceNames> {
  readonly nodeId: NodeId;
  readonly boot: Boot<Names>;
  /** Told when a process has ended, whatever ended it. */
  readonly onEnd?: () => void;
  /** Worker threads; default 1. */
  readonly cpuWorkers?: number;
  readonly disk?: Partial<DiskConfig>;
}

export class SimNode implements MachineControls {
  readonly nodeId: NodeId;
  readonly nodeNumber: number;
  readonly clock: NodeClock;
  readonly simulatedDisk: SimulatedDisk;
  readonly cpu: CpuSlowness;
  readonly #commons: Commons;
  readonly #options: NodeOptions;
  #life: Life | null = null;
  #lifeCount = 0;

  constructor(commons: Commons, options: NodeOptions, nodeNumber: number) {
    const { kernel, random } = commons;
    this.nodeId = options.nodeId;
    this.nodeNumber = nodeNumber;
    this.#commons = commons;
    this.#options = options;
    this.clock = new NodeClock(() => kernel.nowUs());
    this.cpu = new CpuSlowness();
    const draw = random.keyedBy(`disk:${options.nodeId}`);
    this.simulatedDisk = createDisk({ scheduler: kernel, nodeNumber, draw, config: options.disk ?? {} });
  }

  get disk(): MachineControls['disk'] {
    return this.simulatedDisk.faults;
  }

  get isUp(): boolean {
    return this.#life !== null;
  }

  get isPaused(): boolean {
    return this.#life?.paused === true;
  }

  /** Starts a process, if none runs. */
  restart(): boolean {
    if (this.#life !== null) return false;
    const { nodeId, nodeNumber } = this;
    const life: Life = { nodeId, nodeNumber, alive: true, paused: false };
    this.#life = life;
    this.#lifeCount += 1;
    const { cpuWorkers = 1, boot } = this.#options;
    const parts = { clock: this.clock, disk: this.simulatedDisk, cpuSlowness: this.cpu, cpuWorkers };
    const env = createEnv(this.#commons, life, this.#lifeCount, parts);
    const stop = (): void => {
      if (life.alive) this.crash('all');
    };
    this.#commons.kernel.start(life, () => boot(env, stop));
    return true;
  }

  crash(survives: Survival): boolean {
    // What is not synced survives only on a machine that stays up.
    if (!this.#endLife(survives === 'all')) return false;
    this.simulatedDisk.crash(survives);
    return true;
  }

  wipe(): boolean {
    if (!this.#endLife(false)) return false;
    this.simulatedDisk.crash('none');
    this.simulatedDisk.wipe();
    return true;
  }

  pause(): boolean {
    if (this.#life === null || this.#life.paused) return false;
    this.#commons.kernel.pause(this.#life);
    return true;
  }

  resume(): boolean {
    if (this.#life?.paused !== true) return false;
    this.#commons.kernel.resume(this.#life);
    return true;
  }

  /** Memory is gone, connections break, nothing that was scheduled for this life runs. */
  #endLife(machineIsUp: boolean): boolean {
    const life = this.#life;
    if (life === null) return false;
    life.alive = false;
    this.#life = null;
    this.#commons.network.disconnect(life, machineIsUp);
    this.#commons.recorder.processEnded(this.nodeId);
    this.#options.onEnd?.();
    return true;
  }
}
