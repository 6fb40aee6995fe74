/** Knobs of the simulated machine: network, disk, cpu. */
import { int, number } from '../knob.js';

const us = { unit: 'us', min: 0, max: 60_000_000 };

export const MACHINE_KNOBS = {
  'network.delayUs': int(500, us, 'Delay of a message, one way.'),
  'network.jitterUs': int(0, us, 'Most that chance adds to the delay of a message.'),
  'network.bandwidthBytesPerS': int(
    1_250_000_000,
    { unit: 'B/s', min: 1000, max: 1_000_000_000_000 },
    'Bytes a second that a link carries in one direction.',
  ),
  'network.lossProbability': number(
    0,
    { min: 0, max: 0.99 },
    'Share of packets that are lost; a stream repeats them, a datagram does not.',
  ),
  'disk.syncUs': int(1500, us, 'Service time of an fsync.'),
  'disk.syncJitterUs': int(0, us, 'Most that chance adds to an fsync.'),
  'disk.writeUs': int(20, us, 'Service time of a write, before its bytes are durable.'),
  'disk.queueDepth': int(32, { min: 1, max: 4096 }, 'Operations that a disk works on at once.'),
  'cpu.workers': int(1, { min: 1, max: 1024 }, 'Worker threads of a broker.'),
} as const;
