/** Knobs of the simulated machine: network, disk, cpu. */
import { DEFAULT_DISK_CONFIG as DISK, QUEUE_DEPTH_MAX } from '../../../../sim/machine/disk/config.js';
import { int, number, within } from './knob.js';

const us = within(0, 60_000_000, 'us');

export const MACHINE_KNOBS = {
  'network.delayUs': int(500, us, 'Delay of a message, one way.'),
  'network.jitterUs': int(0, us, 'Most that chance adds to the delay of a message.'),
  'network.bandwidthBytesPerS': int(
    1_250_000_000,
    within(1000, 1_000_000_000_000, 'B/s'),
    'Bytes a second that a link carries in one direction.',
  ),
  'network.lossProbability': number(
    0,
    within(0, 0.99),
    'Share of packets that are lost; streams repeat them.',
  ),
  'network.handshakeRoundTrips': int(
    1,
    within(0, 10),
    'Round trips that open a connection: 1 for TCP, 2 with TLS 1.3.',
  ),
  'disk.syncUs': int(DISK.syncUs, us, 'Service time of an fsync.'),
  'disk.syncJitterUs': int(DISK.syncJitter.us, us, 'Most that chance adds to an fsync.'),
  'disk.writeUs': int(DISK.writeUs, us, 'Service time of a write, before its bytes are durable.'),
  'disk.queueDepth': int(
    DISK.queueDepth,
    within(1, QUEUE_DEPTH_MAX),
    'Reads served at once; syncs share flushes, one at a time.',
  ),
  'cpu.workers': int(1, within(1, 1024), 'Worker threads of a broker.'),
} as const;
