/** Which part of a sweep a machine runs: every N-th run, whatever the machine. */
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';

export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

const SHARDS_MAX = 100_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** How those who start many machines number them. */
interface Fleet {
  readonly name: string;
  readonly index: string;
  /** The number of the first one. */
  readonly first: (env: Environment) => number;
  readonly count: string | null;
}

const FLEETS: readonly Fleet[] = [
  // Kubernetes says in a pod which one of a Job it is, and not of how many.
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', first: () => 0, count: null },
  {
    name: 'AWS Batch',
    index: 'AWS_BATCH_JOB_ARRAY_INDEX',
    first: () => 0,
    count: 'AWS_BATCH_JOB_ARRAY_SIZE',
  },
  {
    name: 'Slurm',
    index: 'SLURM_ARRAY_TASK_ID',
    first: (env) => Number(env['SLURM_ARRAY_TASK_MIN'] ?? 0),
    count: 'SLURM_ARRAY_TASK_COUNT',
  },
  { name: 'GitLab', index: 'CI_NODE_INDEX', first: () => 1, count: 'CI_NODE_TOTAL' },
  { name: 'CircleCI', index: 'CIRCLE_NODE_INDEX', first: () => 0, count: 'CIRCLE_NODE_TOTAL' },
  {
    name: 'Buildkite',
    index: 'BUILDKITE_PARALLEL_JOB',
    first: () => 0,
    count: 'BUILDKITE_PARALLEL_JOB_COUNT',
  },
];

/**
 * `3/16`; `auto` and `auto/16`: as the environment of a Kubernetes Indexed Job, an array of AWS Batch or Slurm,
 * or a matrix of GitLab, CircleCI or Buildkite numbers this machine. Null without a text.
 */
export function parseShard(text: string | undefined, env: Environment): Shard | null {
  if (text === undefined) return null;
  const [, index = '', count] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? [];
  if (index === 'auto') return shardOfFleet(env, count === undefined ? null : Number(count));
  return checked(Number(index || NaN), Number(count ?? NaN), JSON.stringify(text));
}

function shardOfFleet(env: Environment, asked: number | null): Shard {
  const fleet = FLEETS.find(({ index }) => env[index] !== undefined);
  if (fleet === undefined)
    throw new UsageError(
      `--shard auto finds none of ${FLEETS.map(({ index }) => index).join(', ')} in the environment; write 3/16`,
    );
  const { name, index, first, count } = fleet;
  const told = count === null ? undefined : env[count];
  if (asked === null && told === undefined)
    throw new UsageError(
      `--shard auto: ${name} does not say how many there are${count === null ? '' : ` (${count})`}; write auto/16`,
    );
  const where = `${index}=${env[index] ?? ''} of ${name}`;
  // Slurm's numbers need not follow each other: only those that do are shards.
  return checked(Number(env[index]) - first(env) + 1, asked ?? Number(told), where);
}

function checked(index: number, count: number, text: string): Shard {
  const isWhole = Number.isInteger(index) && Number.isInteger(count);
  if (isWhole && index >= 1 && index <= count && count <= SHARDS_MAX) return { index, count };
  throw new UsageError(
    `--shard cannot be ${text}; write I/N with I from 1 to N, such as 3/16, and N at most ${SHARDS_MAX}`,
  );
}

export function isOfShard(place: number, shard: Shard | null): boolean {
  return shard === null || place % shard.count === shard.index - 1;
}

export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}
