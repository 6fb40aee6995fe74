/** Compares two variants request by request, for each operation. */
import { meanMs, nearestRank } from '../result/latency.js';
import { msOfUs, usOfMs } from '../result/milliseconds.js';
import { byOperation } from '../result/operations.js';
import type { RequestFigures } from '../result/run-result.js';
import { bootstrapMean, type SeedSum } from './bootstrap.js';
import type { DifferenceFigures, FailedPairs, PairedFigures } from './compare-document.js';

/** The requests of a variant's runs, one list a seed, in the same order of seeds for all variants. */
export interface VariantRequests {
  readonly variant: string;
  readonly bySeed: readonly (readonly RequestFigures[])[];
}

/** Every operation that either variant has, by name. */
export function pairedFigures(base: VariantRequests, other: VariantRequests): readonly PairedFigures[] {
  const ofBase = base.bySeed.map(byOperation);
  const ofOther = other.bySeed.map(byOperation);
  const operations = new Set([...ofBase, ...ofOther].flatMap((groups) => [...groups.keys()]));
  return [...operations].sort().map((operation) => {
    const seeds = ofBase.map((groups, place) =>
      differencesOf(groups.get(operation) ?? [], ofOther[place]?.get(operation) ?? []),
    );
    const name = `${operation} ${base.variant} ${other.variant}`;
    const differencesUs = Float64Array.from(seeds.flatMap((seed) => seed.differencesUs)).sort();
    return {
      operation,
      base: base.variant,
      other: other.variant,
      pairs: differencesUs.length,
      failedPairs: {
        inBase: sum(seeds.map(({ failed }) => failed.inBase)),
        inOther: sum(seeds.map(({ failed }) => failed.inOther)),
        inBoth: sum(seeds.map(({ failed }) => failed.inBoth)),
      },
      unpaired: sum(seeds.map(({ unpaired }) => unpaired)),
      differenceMs: figuresOf(differencesUs),
      meanInterval: bootstrapMean(seeds.map(sumOf), name),
    };
  });
}

interface SeedDifferences {
  readonly differencesUs: readonly number[];
  readonly failed: FailedPairs;
  readonly unpaired: number;
}

/**
 * A request without an answer has no latency to compare: it counts as unpaired, and its partner with it. How
 * long an error took says nothing of how long the work takes, so such pairs are counted apart.
 */
function differencesOf(base: readonly RequestFigures[], other: readonly RequestFigures[]): SeedDifferences {
  const { pairs, alone } = pairRequests(base, other);
  const differencesUs: number[] = [];
  const failed = { inBase: 0, inOther: 0, inBoth: 0 };
  let unpaired = alone.length;
  for (const pair of pairs) {
    const where = whereFailed(pair);
    if (pair.base.latencyMs === null || pair.other.latencyMs === null) unpaired += 2;
    else if (where !== null) failed[where] += 1;
    else differencesUs.push(usOfMs(pair.other.latencyMs) - usOfMs(pair.base.latencyMs));
  }
  return { differencesUs, failed, unpaired };
}

function whereFailed({ base, other }: RequestPair): keyof FailedPairs | null {
  if (base.outcome === 'ok') return other.outcome === 'ok' ? null : 'inOther';
  return other.outcome === 'ok' ? 'inBase' : 'inBoth';
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function sumOf({ differencesUs }: SeedDifferences): SeedSum {
  return { totalUs: differencesUs.reduce((total, us) => total + us, 0), count: differencesUs.length };
}

function figuresOf(sorted: Float64Array): DifferenceFigures | null {
  if (sorted.length === 0) return null;
  return {
    min: msOfUs(sorted[0] ?? 0),
    mean: meanMs(sorted),
    p50: msOfUs(nearestRank(sorted, 50, 100)),
    p99: msOfUs(nearestRank(sorted, 99, 100)),
    max: msOfUs(sorted[sorted.length - 1] ?? 0),
  };
}

interface Pairing {
  readonly pairs: readonly RequestPair[];
  /** Requests of either run that the other one has no partner for. */
  readonly alone: readonly RequestFigures[];
}

interface RequestPair {
  readonly base: RequestFigures;
  readonly other: RequestFigures;
}

/**
 * By operation, node and place among that node's requests of the operation: what a client asks for third is
 * the same question in both runs, whenever it comes to ask it. In the order of `base`.
 */
export function pairRequests(base: readonly RequestFigures[], other: readonly RequestFigures[]): Pairing {
  const partners = new Map(identified(other));
  const pairs: RequestPair[] = [];
  const alone: RequestFigures[] = [];
  for (const [identity, request] of identified(base)) {
    const partner = partners.get(identity);
    if (partner === undefined) {
      alone.push(request);
      continue;
    }
    pairs.push({ base: request, other: partner });
    partners.delete(identity);
  }
  return { pairs, alone: [...alone, ...partners.values()] };
}

/** The one place that decides what makes a request the same. */
function identified(requests: readonly RequestFigures[]): readonly (readonly [string, RequestFigures])[] {
  const counts = new Map<string, number>();
  return requests.map((request) => {
    const kind = `${request.operation} ${request.node}`;
    const place = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, place);
    return [`${kind} ${place}`, request] as const;
  });
}
