/** Of a leader that writes without Raft. */
export interface MetadataWalConfig {
  /** The sleep of the task that sends to the others, when it finds its queue empty. */
  readonly pollUs: number;
  /** Between the look at the image and the store of the changed one; what is stored in between is lost. */
  readonly applyUs: number;
  /** Whether those who are sent a write put it on their disk before they apply it. */
  readonly followersStore: boolean;
  /** Whether a node that starts applies what it finds in its metadata WAL. */
  readonly replays: boolean;
  /** How the leader carries out a creation that was passed on to it. */
  readonly forwarded: 'raft' | 'local-wal';
}
