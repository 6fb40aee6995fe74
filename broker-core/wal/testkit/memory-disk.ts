import type { DiskErrorCode, DiskResult } from '../../env.js';
import { MemoryFile, type Survival } from './memory-file.js';

type Node = MemoryFile | 'folder';

/** A change of names that its folder's sync has not made durable yet; `null` takes the name away. */
interface NameChange {
  readonly path: string;
  readonly node: Node | null;
}

/**
 * Files and folders with POSIX durability, changed at once by plain calls: `world.ts` puts the waiting around
 * them. A crash may keep any subset of the unsynced names, whatever their order, which is worse than most
 * file systems do.
 */
export class MemoryDisk {
  private live = new Map<string, Node>([['/', 'folder']]);
  private durable = new Map(this.live);
  private changes: NameChange[] = [];

  create(path: string): DiskResult<null> {
    if (this.live.get(parentOf(path)) !== 'folder') return failed('ENOENT');
    if (this.live.has(path)) return failed('EEXIST');
    return this.name(path, new MemoryFile());
  }

  write(path: string, offsetBytes: number, bytes: Uint8Array): DiskResult<number> {
    return this.withFile(path, (file) => {
      file.write(offsetBytes, bytes);
      return bytes.length;
    });
  }

  read(path: string, offsetBytes: number, lengthBytes: number): DiskResult<Uint8Array> {
    return this.withFile(path, (file) => file.live.slice(offsetBytes, offsetBytes + lengthBytes));
  }

  sync(path: string): DiskResult<null> {
    return this.withFile(path, (file) => {
      file.sync();
      return null;
    });
  }

  /** A sync that ends with `EIO`, and what that does to the page cache. */
  failSync(path: string): DiskResult<null> {
    const result = this.withFile(path, (file) => {
      file.failSync();
      return null;
    });
    return result.ok ? failed('EIO') : result;
  }

  truncate(path: string, sizeBytes: number): DiskResult<null> {
    return this.withFile(path, (file) => {
      file.resize(sizeBytes);
      return null;
    });
  }

  sizeBytes(path: string): DiskResult<number> {
    return this.withFile(path, (file) => file.live.length);
  }

  rename(fromPath: string, toPath: string): DiskResult<null> {
    const node = this.live.get(fromPath);
    if (node === undefined) return failed('ENOENT');
    this.name(fromPath, null);
    return this.name(toPath, node);
  }

  remove(path: string): DiskResult<null> {
    return this.live.has(path) ? this.name(path, null) : failed('ENOENT');
  }

  makeDirectory(path: string): DiskResult<null> {
    if (this.live.has(path)) return succeeded(null);
    this.makeDirectory(parentOf(path));
    return this.name(path, 'folder');
  }

  list(path: string): DiskResult<readonly string[]> {
    if (this.live.get(path) !== 'folder') return failed('ENOENT');
    const paths = [...this.live.keys()].filter((other) => other !== '/' && parentOf(other) === path);
    return succeeded(paths.map((other) => other.slice(other.lastIndexOf('/') + 1)).sort());
  }

  syncDirectory(path: string): DiskResult<null> {
    if (this.live.get(path) !== 'folder') return failed('ENOENT');
    const synced = this.changes.filter((change) => parentOf(change.path) === path);
    for (const change of synced) applyName(this.durable, change);
    this.changes = this.changes.filter((change) => parentOf(change.path) !== path);
    return succeeded(null);
  }

  /** Power is cut; what was not synced is lost as `survival` says. With `all` only the process has died. */
  crash(survival: Survival, chance: () => number): void {
    for (const node of new Set([...this.live.values(), ...this.durable.values()])) {
      if (node !== 'folder') node.crash(survival, chance);
    }
    if (survival === 'all') return;
    const kept = this.changes.filter(() => survival !== 'none' && chance() < 0.5);
    for (const change of kept) applyName(this.durable, change);
    // Also folders can be lost; what was in them is then out of reach.
    for (const path of this.durable.keys()) if (!this.reachable(path)) this.durable.delete(path);
    this.changes = [];
    this.live = new Map(this.durable);
  }

  /** The file itself, to damage it. */
  file(path: string): MemoryFile {
    const node = this.live.get(path);
    if (node === undefined || node === 'folder') throw new Error(`no file ${path}`);
    return node;
  }

  clone(): MemoryDisk {
    const copy = new MemoryDisk();
    const clones = new Map<Node, Node>([['folder', 'folder']]);
    const cloned = (node: Node): Node => {
      const clone = clones.get(node) ?? (node as MemoryFile).clone();
      clones.set(node, clone);
      return clone;
    };
    copy.live = new Map([...this.live].map(([path, node]) => [path, cloned(node)]));
    copy.durable = new Map([...this.durable].map(([path, node]) => [path, cloned(node)]));
    copy.changes = this.changes.map(({ path, node }) => ({
      path,
      node: node === null ? null : cloned(node),
    }));
    return copy;
  }

  private reachable(path: string): boolean {
    return path === '/' || (this.durable.get(parentOf(path)) === 'folder' && this.reachable(parentOf(path)));
  }

  private name(path: string, node: Node | null): DiskResult<null> {
    const change = { path, node };
    applyName(this.live, change);
    this.changes.push(change);
    return succeeded(null);
  }

  private withFile<T>(path: string, work: (file: MemoryFile) => T): DiskResult<T> {
    const node = this.live.get(path);
    return node === undefined || node === 'folder' ? failed('ENOENT') : succeeded(work(node));
  }
}

function applyName(names: Map<string, Node>, { path, node }: NameChange): void {
  if (node === null) names.delete(path);
  else names.set(path, node);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function succeeded<T>(value: T): DiskResult<T> {
  return { ok: true, value };
}

function failed(code: DiskErrorCode): { readonly ok: false; readonly code: DiskErrorCode } {
  return { ok: false, code };
}
