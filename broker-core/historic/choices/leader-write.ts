import type {
  CreateWait,
  Creation,
  CreationPort,
  NewTopic,
  LeaderWrite,
  LeaderWriteParts,
  OpenLeaderWrite,
} from '../../broker/creation/creation.js';
import type { Wait } from '../../env.js';
import type { MetadataState } from '../../metadata/state/state.js';
import type { ProposalOutcome } from '../../metadata/writer.js';
import type { Command } from '../../protocol/commands.js';
import { sharedCompletion } from '../../runtime/suspend.js';
import { enterTask, spawn } from '../../runtime/ctx.js';
import { sleep } from '../../runtime/time.js';
import type { WalErrorCode } from '../../wal/open.js';
import { blindCreate, inImage } from './create-wait.js';
import { lookUp } from './image-wait.js';
import { Connections } from '../metadata-wal/connections.js';
import { startReplicator } from '../metadata-wal/replicator.js';
import {
  decodeDirectWrite,
  type DirectWrite,
  type MetadataWal,
  openMetadataWal,
  writeIdOf,
} from '../metadata-wal/wal.js';
import type { Ctx } from '../trace/names.js';

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

const APPENDED: Wait = { kind: 'wake', label: 'metadata WAL durable' };
const APPLY: Wait = { kind: 'sleep', label: 'image copied and changed' };

/**
 * The leader writes a creation to a WAL of its own, applies it beside Raft, wakes those who wait, answers,
 * and leaves replication to a task (S4:L138-161, @cfb53bd raft_metadata_store.rs). A node that takes itself
 * for leader does this whatever the term, so a deposed one goes on (L7). Forwarded creations go through Raft
 * (spec d.1, E9).
 *
 * 1. n1, cut off, writes and acknowledges a topic. 2. The others elect n2, which writes a topic of the same
 *    name. 3. Both are applied as they arrive: nodes differ in the id, or in whether the topic is there (L8).
 */
export const localWalThenAsync =
  (config: MetadataWalConfig): OpenLeaderWrite =>
  (env, options, done) => {
    openMetadataWal(env, options, (opened) => {
      if (!opened.ok) done({ ok: false, reason: `the metadata WAL does not open: ${opened.code}` });
      else done({ ok: true, begin: (parts) => new LocalWal(opened.wal, parts, config) });
    });
  };

class LocalWal implements LeaderWrite {
  readonly #replicate: (write: DirectWrite) => void;
  /** Own writes, in all lives. */
  #count: number;

  constructor(
    private readonly wal: MetadataWal,
    private readonly parts: LeaderWriteParts,
    private readonly config: MetadataWalConfig,
  ) {
    const { env, mailroom, nodes } = parts;
    this.#count = wal.recovered.filter(({ origin }) => origin === env.nodeId).length;
    if (config.replays) for (const write of wal.recovered) this.#put(write, null);
    const peers = nodes.filter((nodeId) => nodeId !== env.nodeId);
    const receive = (bytes: Uint8Array): void => this.#receive(bytes);
    const connections = new Connections({ env, mailroom, peers, receive });
    connections.start();
    this.#replicate = startReplicator({ env, peers, connections, pollUs: config.pollUs });
  }

  async create(ctx: Ctx, port: CreationPort, topic: NewTopic, createWait: CreateWait): Promise<Creation> {
    if (!port.writer.isLeader) return createWait(ctx, port, topic);
    const written = await this.#write(ctx, blindCreate(topic));
    return written.ok ? lookUp(inImage(port, topic)) : written;
  }

  takeForwarded(ctx: Ctx, command: Command): Promise<ProposalOutcome> {
    const { writer } = this.parts;
    const isHere = this.config.forwarded === 'local-wal' && command.type === 'createTopic';
    return isHere ? this.#write(ctx, command) : writer.propose(ctx, command);
  }

  async #write(ctx: Ctx, command: Command): Promise<ProposalOutcome> {
    const { env } = this.parts;
    this.#count += 1;
    const write: DirectWrite = { origin: env.nodeId, number: this.#count, command };
    if (!(await this.#append(ctx, write))) return { ok: false, error: 'KAFKA_STORAGE_ERROR' };
    await this.#apply(ctx, write);
    // A task of its own, which nobody waits for: a crash may come before it.
    spawn(env, () => {
      this.#replicate(write);
      return Promise.resolve();
    });
    return { ok: true };
  }

  /** Of another node that takes itself for the leader; whether it is one is not asked. */
  #receive(bytes: Uint8Array): void {
    const { env } = this.parts;
    const write = decodeDirectWrite(bytes);
    if (write === null) return;
    enterTask(env, async (ctx) => {
      if (!this.config.followersStore || (await this.#append(ctx, write))) await this.#apply(ctx, write);
    });
  }

  async #append(ctx: Ctx, write: DirectWrite): Promise<boolean> {
    const { clock, trace } = ctx.env;
    const startUs = clock.nowUs();
    const error = await sharedCompletion<WalErrorCode | null>(ctx, APPENDED, (done) =>
      this.wal.append(write, done),
    );
    trace.waited('metadataWal.append', clock.nowUs() - startUs);
    if (error !== null) trace.count('metadata_wal_failed');
    return error === null;
  }

  /** As `apply_metadata_command_direct`: load, clone, apply, store, and nobody is kept out (spec d.1). */
  async #apply(ctx: Ctx, write: DirectWrite): Promise<void> {
    const { applyUs } = this.config;
    if (applyUs === 0) {
      this.#put(write, null);
      return;
    }
    const loaded = this.parts.store.copyOfImage();
    await sleep(ctx, applyUs, APPLY);
    this.#put(write, loaded);
  }

  #put(write: DirectWrite, loaded: MetadataState | null): void {
    const { env, store, observe } = this.parts;
    const writeId = writeIdOf(write);
    const { stateHash, announce } = store.applyDirectly(writeId, write.command, loaded);
    observe({ type: 'appliedDirectly', nodeId: env.nodeId, writeId, command: write.command, stateHash });
    announce();
  }
}
