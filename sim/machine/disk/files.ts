/**
 * The file system: files and folders with POSIX meaning. Each method takes effect at once.
 *
 * Four error codes stand for all of POSIX: a path through a file, or a file operation on a folder, is
 * `ENOENT`; a folder in the way, or one that is not empty, is `EEXIST`.
 */
import type { DiskErrorCode, DiskResult } from '../../../broker-core/door.js';
import { mix32 } from '../../random/mix.js';
import {
  abandonUnsynced,
  durableBytes,
  durableBytesFrom,
  makeDurable,
  markContent,
  resizeContent,
  rotBits,
  sliceBytes,
  writeContent,
  type FileContent,
  type Mark,
} from './content.js';
import { createPathParser, type FolderNode } from './tree.js';
import * as tree from './tree.js';
import { loseUnsyncedContent, type Survival } from './survival.js';

/** Larger files are refused with `ENOSPC`, whose real counterpart is `EFBIG`: 1 GiB. */
const FILE_BYTES_MAX = 2 ** 30;

export class FileSystem {
  readonly parsePath = createPathParser();
  #root = tree.createFolder();
  #changesOfNames = 0;
  #crashes = 0;
  /** Files found by their path, until names change: most operations are about the few that are open. */
  readonly #found = new Map<string, FileContent>();
  /** The same by durable names, until those change: oracles look at what is durable after each sync. */
  readonly #foundDurable = new Map<string, FileContent>();

  create(path: string): DiskResult<null> {
    const { name, parent } = this.#locate(path);
    if (parent === null) return failed('ENOENT');
    if (name === '' || parent.live.has(name)) return failed('EEXIST');
    this.#setNames(parent, [[name, tree.createFile()]]);
    return DONE;
  }

  /** Writes all of `bytes`; a gap before them reads as zeros. */
  write(path: string, offsetBytes: number, bytes: Uint8Array): DiskResult<number> {
    const content = this.#content(path);
    if (content === null) return failed('ENOENT');
    if (offsetBytes + bytes.length > FILE_BYTES_MAX) return failed('ENOSPC');
    if (bytes.length > 0) writeContent(content, offsetBytes, bytes);
    return { ok: true, value: bytes.length };
  }

  read(path: string, offsetBytes: number, lengthBytes: number): DiskResult<Uint8Array> {
    const content = this.#content(path);
    if (content === null) return failed('ENOENT');
    return { ok: true, value: sliceBytes(content.live, offsetBytes, offsetBytes + lengthBytes) };
  }

  truncate(path: string, sizeBytes: number): DiskResult<null> {
    const content = this.#content(path);
    if (content === null) return failed('ENOENT');
    if (sizeBytes > FILE_BYTES_MAX) return failed('ENOSPC');
    if (sizeBytes !== content.live.sizeBytes) resizeContent(content, sizeBytes);
    return DONE;
  }

  sizeBytes(path: string): DiskResult<number> {
    const content = this.#content(path);
    return content === null ? failed('ENOENT') : { ok: true, value: content.live.sizeBytes };
  }

  /** A file in the way is replaced, in the same step. */
  rename(fromPath: string, toPath: string): DiskResult<null> {
    const from = this.#locate(fromPath);
    const to = this.#locate(toPath);
    const node = from.parent?.live.get(from.name);
    if (from.parent === null || node === undefined || to.parent === null) return failed('ENOENT');
    if (to.name === '' || to.parent.live.get(to.name)?.kind === 'folder') return failed('EEXIST');
    // POSIX forbids to move a folder into itself (EINVAL): it would be in no tree any more.
    if (`${toPath}/`.startsWith(`${fromPath}/`) && fromPath !== toPath) return failed('EEXIST');
    if (from.parent === to.parent) {
      if (from.name !== to.name)
        this.#setNames(from.parent, [
          [from.name, null],
          [to.name, node],
        ]);
      return DONE;
    }
    tree.setNames(to.parent, this.#changesOfNames, [[to.name, node]]);
    this.#setNames(from.parent, [[from.name, null]]);
    return DONE;
  }

  /** A file, or an empty folder. */
  remove(path: string): DiskResult<null> {
    const { name, parent } = this.#locate(path);
    const node = parent?.live.get(name);
    if (parent === null || node === undefined) return failed('ENOENT');
    if (node.kind === 'folder' && node.live.size > 0) return failed('EEXIST');
    this.#setNames(parent, [[name, null]]);
    return DONE;
  }

  makeDirectory(path: string): DiskResult<null> {
    const { folders, name } = this.parsePath(path);
    let folder = this.#root;
    for (const part of name === '' ? [] : [...folders, name]) {
      const next = folder.live.get(part) ?? tree.createFolder();
      if (next.kind === 'file') return failed('EEXIST');
      if (!folder.live.has(part)) this.#setNames(folder, [[part, next]]);
      folder = next;
    }
    return DONE;
  }

  list(path: string): DiskResult<readonly string[]> {
    const folder = tree.findNode(this.#root, this.parsePath(path));
    if (folder?.kind !== 'folder') return failed('ENOENT');
    return { ok: true, value: [...folder.live.keys()].sort() };
  }

  /** What a sync of the file would cover if it was submitted now; null if there is no such file. */
  beginSync(path: string): PendingSync | null {
    const content = this.#content(path);
    return content === null ? null : { kind: 'file', content, mark: markContent(content) };
  }

  /** As {@link beginSync}, for the names in a folder. */
  beginSyncDirectory(path: string): PendingSync | null {
    const folder = tree.findNode(this.#root, this.parsePath(path));
    return folder?.kind === 'folder' ? { kind: 'folder', folder, mark: tree.markFolder(folder) } : null;
  }

  finishSync(sync: PendingSync): void {
    if (sync.kind === 'file') {
      makeDurable(sync.content, sync.mark);
      return;
    }
    tree.makeNamesDurable(sync.folder, sync.mark);
    this.#foundDurable.clear();
  }

  /** The sync failed. A file's bytes are given up ({@link abandonUnsynced}); names may be synced again. */
  failSync(sync: PendingSync): void {
    if (sync.kind === 'file') abandonUnsynced(sync.content, sync.mark);
  }

  /** Of all files, in order. */
  paths(): readonly string[] {
    const paths: string[] = [];
    tree.visitFiles(this.#root, (_, path) => paths.push(path));
    return paths.sort();
  }

  /** Sum of all files' sizes. */
  usedBytes(): number {
    let sumBytes = 0;
    tree.visitFiles(this.#root, ({ content }) => (sumBytes += content.live.sizeBytes));
    return sumBytes;
  }

  /** What of the file a power cut would leave at least; null if not even its name. */
  durableBytes(path: string): Uint8Array | null {
    const content = this.#durableContent(path);
    return content === null ? null : durableBytes(content);
  }

  /** As {@link durableBytes}, from an offset on. */
  durableBytesFrom(path: string, fromBytes: number): Uint8Array | null {
    const content = this.#durableContent(path);
    return content === null ? null : durableBytesFrom(content, fromBytes);
  }

  /** The names in a folder that a power cut would leave at least, sorted; none if there is no such folder. */
  durableNames(path: string): readonly string[] {
    const folder = tree.findNode(this.#root, this.parsePath(path), 'durable');
    return folder?.kind === 'folder' ? [...folder.durable.keys()].sort() : [];
  }

  /** Flips `bits` bits of what is durable in the file; returns how many there were to flip. */
  rot(path: string, bits: number, draw: (key: number) => number): number {
    const content = this.#content(path);
    return content === null ? 0 : rotBits(content, bits, draw);
  }

  /** Power cut, or the end of the process alone (`all`). But for `all`, what is left is durable. */
  loseUnsynced(survival: Survival, draw: (key: number) => number): void {
    this.#crashes += 1;
    if (survival === 'all') return;
    const crash = this.#crashes;
    this.#found.clear();
    this.#foundDurable.clear();
    tree.loseUnsyncedNames(this.#root, survival === 'none' ? 0 : draw(mix32(crash, 0)));
    tree.visitFiles(this.#root, ({ content }, path) => {
      const file = mix32(crash, this.parsePath(path).hash);
      loseUnsyncedContent(content, survival, (key) => draw(mix32(file, key)));
    });
  }

  /** A new, empty disk. */
  wipe(): void {
    this.#root = tree.createFolder();
    this.#found.clear();
    this.#foundDurable.clear();
  }

  #locate(text: string): { readonly name: string; readonly parent: tree.FolderNode | null } {
    const path = this.parsePath(text);
    return { name: path.name, parent: tree.findParent(this.#root, path) };
  }

  #content(path: string): FileContent | null {
    const found = this.#found.get(path);
    if (found !== undefined) return found;
    const node = tree.findNode(this.#root, this.parsePath(path));
    if (node?.kind !== 'file') return null;
    this.#found.set(path, node.content);
    return node.content;
  }

  #durableContent(path: string): FileContent | null {
    const found = this.#foundDurable.get(path);
    if (found !== undefined) return found;
    const node = tree.findNode(this.#root, this.parsePath(path), 'durable');
    if (node?.kind !== 'file') return null;
    this.#foundDurable.set(path, node.content);
    return node.content;
  }

  #setNames(folder: tree.FolderNode, names: Parameters<typeof tree.setNames>[2]): void {
    tree.setNames(folder, this.#changesOfNames, names);
    this.#changesOfNames += 1;
    this.#found.clear();
  }
}

const DONE: DiskResult<null> = { ok: true, value: null };

export function failed(code: DiskErrorCode): { readonly ok: false; readonly code: DiskErrorCode } {
  return { ok: false, code };
}

/** A sync on its way covers what was done before it was submitted. Bound to the file, not to its name. */
export type PendingSync =
  | { readonly kind: 'file'; readonly content: FileContent; readonly mark: Mark }
  | { readonly kind: 'folder'; readonly folder: FolderNode; readonly mark: Mark };
