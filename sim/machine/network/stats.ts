/** Messages counted over the whole run, for reports and tests. A copy of a datagram counts as one more message delivered. */
export interface NetworkStats {
  sent: number;
  sentBytes: number;
  delivered: number;
  /** Dropped at sending, or in flight, by a partition or another cut. */
  cut: number;
  /** Datagrams that were lost. */
  lost: number;
  /** Sent to a node that was down, or that had no receiver. */
  refused: number;
  /** In flight when the process at either end ended. */
  disconnected: number;
  /** Gone with a stream that gave up sending again. */
  gaveUp: number;
  /** Gone with a link that had `inFlightMax` messages in flight. */
  overflowed: number;
  /** Transmissions that a stream repeated. */
  retransmitted: number;
  duplicated: number;
  reordered: number;
  held: number;
  /** Links in use. */
  links: number;
}

export function createNetworkStats(): NetworkStats {
  return {
    sent: 0,
    sentBytes: 0,
    delivered: 0,
    cut: 0,
    lost: 0,
    refused: 0,
    disconnected: 0,
    gaveUp: 0,
    overflowed: 0,
    retransmitted: 0,
    duplicated: 0,
    reordered: 0,
    held: 0,
    links: 0,
  };
}
