/**
 * Messages: two processes that send each message back, over the simulated network.
 */
import type { Channel, Delivery, Network } from '../../broker-core/env.js';
import { createNetwork } from '../../sim/machine/network/network.js';
import { createRandomSource } from '../../sim/random/random.js';
import { createKernel, createLife, recordingName, type Recording } from './kernel.js';
import type { Workload } from './stopwatch.js';

const MESSAGES = 200_000;
/** Messages on the way at once. */
const IN_FLIGHT = 64;
const SIZE_BYTES = 100;
const SEED = 1;
const CHANNEL: Channel = { name: 'bench', transport: 'stream' };
const PAYLOAD = Object.freeze({ type: 'ping', correlationId: 7, bytes: new Uint8Array(64) });

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
