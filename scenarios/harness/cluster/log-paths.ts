/**
 * Words for the files of a broker, which schedules may use: `log of load/0` is the newest segment of that
 * log.
 */
import type { Vocabulary } from '../../../sim/faults/checks.js';

const LOG_OF = /^log of (?:(__meta)|([^\s/]+)\/(\d+))$/;

export const LOG_PATHS: Vocabulary = {
  knows: (words) => LOG_OF.test(words),
  forms: ['log of __meta', 'log of TOPIC/N'],
};

/** The last of its segments that are there; null if there is none. */
export function logFile(words: string, paths: readonly string[]): string | null {
  const match = LOG_OF.exec(words);
  if (match === null) return null;
  const [, metadata, topic = '', partition = ''] = match;
  const isOfIt = (path: string): boolean => {
    const [, root, kind, name = ''] = path.split('/');
    if (root !== 'data' || !path.endsWith('.wal')) return false;
    if (metadata !== undefined) return kind === 'metadata';
    const rest = name.startsWith(`${topic}-${partition}`)
      ? name.slice(topic.length + partition.length + 1)
      : null;
    // The documented variants leave the topic's id out.
    return kind === 'partitions' && rest !== null && /^(-[^-]+)?$/.test(rest);
  };
  return paths.filter(isOfIt).at(-1) ?? null;
}
