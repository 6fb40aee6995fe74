/** What the network is like when nothing is done to it. */
import { requireBetween, requireInteger } from '../../checks/require.js';
import { requireDistribution, type Distribution } from '../../random/distribution.js';

export interface NetworkConfig {
  /** One way, from send to receipt, of a message between two nodes. Default: constant 500 us. */
  readonly delay: Distribution;
  /** Added to each delay: uniform in 0..`jitterUs`, an integer. Default 0: none. */
  readonly jitterUs: number;
  /** One-way delay of a message from a node to itself, which no fault and no loss touches. Default 20. */
  readonly loopbackUs: number;
  /** Of each directed pair of nodes; its channels queue for it in order of sending. Default 0: unlimited. */
  readonly bandwidthBytesPerUs: number;
  /** Chance that a transmission is lost: a datagram is gone, a stream sends again. Default 0. */
  readonly lossProbability: number;
  /** Chance that a datagram arrives twice. Default 0. */
  readonly duplicateProbability: number;
  /** Chance that a datagram is held back by up to `reorderUs`, so that later ones overtake it. Default 0. */
  readonly reorderProbability: number;
  /** The most that a reordered datagram is held back. Default 5,000. */
  readonly reorderUs: number;
  /** Round trips before the first message of a connection: TCP has 1, TLS 1.3 over it 2. Default 1. */
  readonly handshakeRoundTrips: number;
  /** A stream's wait before it sends a lost message again, doubled for each further loss. Default 200,000. */
  readonly retransmitUs: number;
  /**
   * How often a stream sends one message again before it breaks, with all that is in flight. Default 6 (25.4
   * s).
   */
  readonly retransmitsMax: number;
  /** Messages in flight or held on one link; one more breaks the connection. Default 100,000. */
  readonly inFlightMax: number;
  /** Links in use; one more is a defect: names of channels that never repeat. Default 100,000. */
  readonly linksMax: number;
}

const DEFAULT_NETWORK_CONFIG: NetworkConfig = {
  delay: { kind: 'constant', us: 500 },
  jitterUs: 0,
  loopbackUs: 20,
  bandwidthBytesPerUs: 0,
  lossProbability: 0,
  duplicateProbability: 0,
  reorderProbability: 0,
  reorderUs: 5_000,
  handshakeRoundTrips: 1,
  retransmitUs: 200_000,
  retransmitsMax: 6,
  inFlightMax: 100_000,
  linksMax: 100_000,
};

/** Fills in the defaults; throws a RangeError that names the field. */
export function completeNetworkConfig(partial: Partial<NetworkConfig>): NetworkConfig {
  const config = { ...DEFAULT_NETWORK_CONFIG, ...partial };
  requireDistribution('network.delay', config.delay);
  for (const name of ['jitterUs', 'loopbackUs', 'handshakeRoundTrips'] as const)
    requireInteger(`network.${name}`, config[name], 0);
  for (const name of ['reorderUs', 'retransmitUs', 'inFlightMax', 'linksMax'] as const)
    requireInteger(`network.${name}`, config[name], 1);
  // Doubling past this many times would leave the range of exact integers.
  requireInteger('network.retransmitsMax', config.retransmitsMax, 1, 20);
  for (const name of ['lossProbability', 'duplicateProbability', 'reorderProbability'] as const)
    requireBetween(`network.${name}`, config[name], 0, 1);
  requireBetween('network.bandwidthBytesPerUs', config.bandwidthBytesPerUs, 0);
  return config;
}

/** Messages counted over the whole run. A copy of a datagram counts as one more message delivered. */
export class NetworkStats {
  sent = 0;
  sentBytes = 0;
  delivered = 0;
  /** Dropped at sending, or in flight, by a partition or another cut. */
  cut = 0;
  /** Datagrams that were lost. */
  lost = 0;
  /** Sent to a process that was not there, or had no receiver, or on a connection to a former life of it. */
  refused = 0;
  /** In flight when the process at either end ended. */
  disconnected = 0;
  /** Gone with a stream that gave up sending again. */
  gaveUp = 0;
  /** Gone with a link that had `inFlightMax` messages in flight. */
  overflowed = 0;
  /** Transmissions that a stream repeated. */
  retransmitted = 0;
  duplicated = 0;
  reordered = 0;
  /** Arrived with flipped bytes. */
  corrupted = 0;
  held = 0;
  /** Connections that ended, each counted for each end that heard of it. */
  resets = 0;
  /** Links in use. */
  links = 0;
}
