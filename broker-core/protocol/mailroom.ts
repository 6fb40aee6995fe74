/** Sorts what arrives at a process by the channel that it came on. */
import { assert } from '../assert.js';
import type { Callback, Channel, Network, NodeId, Payload } from '../env.js';

/** Takes what arrives on one channel. */
export type Receive = (from: NodeId, payload: Payload) => void;

export class Mailroom {
  readonly #network: Network;
  readonly #receivers = new Map<string, Receive>();

  constructor(network: Network) {
    this.#network = network;
    network.onDelivery(({ from, channel, payload }) => {
      // A process that is still starting has no receiver yet: whoever calls it gets no answer, as from a closed port.
      this.#receivers.get(channel.name)?.(from, payload);
    });
  }

  /** Sets the receiver of a channel; once. */
  receive(channel: Channel, receive: Receive): void {
    assert(!this.#receivers.has(channel.name), `the channel ${channel.name} has a receiver already`);
    this.#receivers.set(channel.name, receive);
  }

  send(to: NodeId, channel: Channel, payload: Payload, sizeBytes: number, refused?: Callback): void {
    this.#network.send(to, channel, payload, sizeBytes, refused);
  }
}
