import type { Replication } from '../../broker/replication.js';
import { filesByName } from '../partition-files/by-name.js';
import { placeOnFewer } from '../placement/fewer-replicas.js';

/** How the documented broker replicates: it promises nothing, and says so nowhere. */
export const documentedReplication: Replication = {
  placement: placeOnFewer,
  failover: 'first-isr',
  startsFenced: false,
  // Nobody asks for another ISR, so a follower that is gone stays a member, and `acks=-1` waits for it.
  isr: { propose: () => null, nextLookAtUs: () => null },
  /**
   * What finds no connection is gone (spec d.1, `wal_replication.rs`). A follower with a gap refuses all that follows, until a new
   * epoch's leader looks where their logs agree.
   */
  resend: { waitsForAnswer: false, repairs: false },
  files: filesByName,
  parksWhileOpening: false,
};
