/**
 * Paths, taken apart once and remembered.
 */
import { hashString32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';

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
