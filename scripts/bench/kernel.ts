/** The kernel alone: timers that call back, sleeps that are awaited, messages over the simulated network. */
import type { Channel, Delivery, Network, Wait } from '../../broker-core/env.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import type { Life } from '../../sim/kernel/types.js';
import { createNetwork } from '../../sim/machine/network/network.js';
import { createRandomSource } from '../../sim/random/random.js';
import { startSleepers, startTimers } from './loops.js';
import type { Workload } from './stopwatch.js';

/** What is recorded of each event. */
export interface Recording {
  readonly hash: boolean;
  readonly causes: boolean;
}

export const RECORD_ALL: Recording = { hash: true, causes: true };

/** All four combinations, the usual one first. */
export const RECORDINGS: readonly Recording[] = [
  RECORD_ALL,
  { hash: true, causes: false },
  { hash: false, causes: true },
  { hash: false, causes: false },
];

function recordingName({ hash, causes }: Recording): string {
  return `hash ${hash ? 'on' : 'off'}, causes ${causes ? 'on' : 'off'}`;
}

const SEED = 1;
const WAIT: Wait = { kind: 'sleep', label: 'bench' };

function createLife(nodeId: string, nodeNumber: number): Life {
  return { nodeId, nodeNumber, alive: true, paused: false };
}

function createKernel(recording: Recording): Kernel {
  return new Kernel({ seed: SEED, ...recording });
}

/** Callbacks that schedule themselves again. */
export function kernelTimers(recording: Recording): Workload {
  return {
    name: `kernel timers (${recordingName(recording)})`,
    unit: 'events',
    run: () => runTimers(createKernel(recording)),
  };
}

/** Async functions that sleep again and again. */
export function kernelSleeps(recording: Recording): Workload {
  return {
    name: `awaited sleeps (${recordingName(recording)})`,
    unit: 'events',
    run: () => runSleeps(createKernel(recording)),
  };
}

/** Runs the timers; how many events fired. */
async function runTimers(kernel: Kernel): Promise<number> {
  const life = createLife('n1', 1);
  await kernel.run(() => {
    startTimers((delayUs, fire) => kernel.schedule(delayUs, life, 'timer', WAIT, 0, fire));
  });
  return kernel.eventCount;
}

/** Runs the sleeps; how many events fired. */
async function runSleeps(kernel: Kernel): Promise<number> {
  const life = createLife('n1', 1);
  const sleep = (delayUs: number): Promise<void> =>
    new Promise((resolve) =>
      kernel.schedule(delayUs, life, 'timer', WAIT, 0, () => {
        kernel.enter();
        resolve();
      }),
    );
  await kernel.run(() => {
    kernel.enter();
    startSleepers(sleep);
  });
  return kernel.eventCount;
}

const MESSAGES = 200_000;
/** Messages on the way at once. */
const IN_FLIGHT = 64;
const SIZE_BYTES = 100;
const CHANNEL: Channel = { name: 'bench', transport: 'stream' };
const PAYLOAD = Object.freeze({ type: 'ping', correlationId: 7, bytes: new Uint8Array(64) });

/** Two processes that send each message back, over the simulated network. */
export function messages(recording: Recording): Workload {
  return {
    name: `messages (${recordingName(recording)})`,
    unit: 'messages',
    run: () => runMessages(recording),
  };
}

async function runMessages(recording: Recording): Promise<number> {
  const kernel = createKernel(recording);
  const random = createRandomSource(SEED);
  const network = createNetwork({
    scheduler: kernel,
    config: { delay: { kind: 'uniform', minUs: 100, maxUs: 900 } },
    draw: (name, key) => random.keyed(name, key),
  });
  let left = MESSAGES;
  let arrived = 0;
  const sendBack = (from: Network) => (delivery: Delivery) => {
    arrived += 1;
    if (left <= 0) return;
    left -= 1;
    from.send(delivery.from, CHANNEL, PAYLOAD, SIZE_BYTES);
  };
  const [first, second] = [createLife('n1', 1), createLife('n2', 2)].map((life) => network.connect(life));
  if (first === undefined || second === undefined) throw new Error('two processes were connected');
  first.onDelivery(sendBack(first));
  second.onDelivery(sendBack(second));
  await kernel.run(() => {
    for (let i = 0; i < IN_FLIGHT; i += 1) first.send('n2', CHANNEL, PAYLOAD, SIZE_BYTES);
  });
  return arrived;
}
