/** Messages counted over the whole run, for reports and tests. A copy of a datagram counts as one more message delivered. */
export class NetworkStats {
  sent = 0;
  sentBytes = 0;
  delivered = 0;
  /** Dropped at sending, or in flight, by a partition or another cut. */
  cut = 0;
  /** Datagrams that were lost. */
  lost = 0;
  /** Sent to a node that was down, or that had no receiver. */
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
  held = 0;
  /** Links in use. */
  links = 0;
}
