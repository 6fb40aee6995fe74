/**
 * Folders and their names. A name that was made, moved or removed is durable only once its folder was synced.
 */
import { hashString32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import { createContent, type FileContent, type Mark } from './content.js';

export interface FileNode {
  readonly kind: 'file';
  readonly content: FileContent;
}

export interface FolderNode {
  readonly kind: 'folder';
  live: Map<string, TreeNode>;
  readonly durable: Map<string, TreeNode>;
  /** Changes of names that are not durable, oldest first. */
  log: NameChange[];
  /** As for a file's content: what has left the log at its front. */
  logStart: number;
}

export type TreeNode = FileNode | FolderNode;

/** What one operation did to one folder. A move across folders is two, with the same `order`. */
interface NameChange {
  /** Place among all changes of names on the disk. */
  readonly order: number;
  /** Null: the name is gone. Two names for a move within the folder, which is one step. */
  readonly names: readonly (readonly [name: string, node: TreeNode | null])[];
}

export function createFile(): FileNode {
  return { kind: 'file', content: createContent() };
}

export function createFolder(): FolderNode {
  return { kind: 'folder', live: new Map(), durable: new Map(), log: [], logStart: 0 };
}

export function setNames(folder: FolderNode, order: number, names: NameChange['names']): void {
  folder.log.push({ order, names });
  applyNames(folder.live, names);
}

export function markFolder(folder: FolderNode): Mark {
  return folder.logStart + folder.log.length;
}

/** The changes of names before the mark are durable from now on. */
export function makeNamesDurable(folder: FolderNode, mark: Mark): void {
  const count = Math.max(0, mark - folder.logStart);
  for (const change of folder.log.splice(0, count)) applyNames(folder.durable, change.names);
  folder.logStart += count;
}

/** The node that a path names; null if there is none. `durable`: as a power cut would leave it at least. */
export function findNode(root: FolderNode, path: Path, view: 'live' | 'durable' = 'live'): TreeNode | null {
  if (path.name === '') return root;
  return findParent(root, path, view)?.[view].get(path.name) ?? null;
}

/** The folder that a path's last component is, or would be, in. */
export function findParent(
  root: FolderNode,
  path: Path,
  view: 'live' | 'durable' = 'live',
): FolderNode | null {
  let folder = root;
  for (const name of path.folders) {
    const next = folder[view].get(name);
    if (next?.kind !== 'folder') return null;
    folder = next;
  }
  return folder;
}

/** A power cut: a prefix of the disk's changes of names survives, as long as `draw` in [0, 1) says. */
export function loseUnsyncedNames(root: FolderNode, draw: number): void {
  const folders = allFolders(root);
  const orders = [...new Set(folders.flatMap((folder) => folder.log.map((change) => change.order)))];
  orders.sort((a, b) => a - b);
  const lostFrom = orders[Math.floor(draw * (orders.length + 1))] ?? Number.POSITIVE_INFINITY;
  for (const folder of folders) {
    const kept = folder.log.filter((change) => change.order < lostFrom).length;
    folder.logStart += folder.log.length - kept;
    folder.log.length = kept;
    makeNamesDurable(folder, folder.logStart + kept);
    folder.live = new Map(folder.durable);
  }
}

/** Calls `visit` once for each file that has a name, with its first path, in the order of names made. */
export function visitFiles(root: FolderNode, visit: (file: FileNode, path: string) => void): void {
  const seen = new Set<TreeNode>();
  const walk = (folder: FolderNode, prefix: string): void => {
    for (const [name, node] of folder.live) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.kind === 'file') visit(node, `${prefix}/${name}`);
      else walk(node, `${prefix}/${name}`);
    }
  };
  walk(root, '');
}

/** Also those that only a removal which is not durable has taken away. */
function allFolders(root: FolderNode): FolderNode[] {
  const folders = new Set([root]);
  // A Set's iteration reaches what is added meanwhile.
  for (const folder of folders) {
    for (const names of [folder.live, folder.durable]) {
      for (const node of names.values()) if (node.kind === 'folder') folders.add(node);
    }
  }
  return [...folders];
}

function applyNames(target: Map<string, TreeNode>, names: NameChange['names']): void {
  for (const [name, node] of names) {
    if (node === null) target.delete(name);
    else target.set(name, node);
  }
}

export interface Path {
  readonly text: string;
  /** The folders above, from the root down. */
  readonly folders: readonly string[];
  /** Last component; empty for the root alone. */
  readonly name: string;
  /** Signed 32-bit hash of the text. */
  readonly hash: number;
}

/** More paths than a disk has in use at a time. */
const CACHED_PATHS_MAX = 10_000;

export type ParsePath = (text: string) => Path;

/** A parser with a cache of its own. An ill-formed path is a defect of the caller, and fails an assertion. */
export function createPathParser(): ParsePath {
  const cache = new Map<string, Path>();
  return (text) => {
    const cached = cache.get(text);
    if (cached !== undefined) return cached;
    // Emptying it costs some repeated work and never an answer.
    if (cache.size >= CACHED_PATHS_MAX) cache.clear();
    const path = parsePath(text);
    cache.set(text, path);
    return path;
  };
}

function parsePath(text: string): Path {
  const hash = hashString32(text);
  if (text === '/') return { text, folders: [], name: '', hash };
  const [beforeRoot, ...parts] = text.split('/');
  assert(beforeRoot === '' && parts.length > 0, `a path is absolute: ${text}`);
  for (const part of parts)
    assert(part !== '' && part !== '.' && part !== '..', `a path has no empty or dotted part: ${text}`);
  return { text, folders: parts.slice(0, -1), name: parts[parts.length - 1] ?? '', hash };
}
