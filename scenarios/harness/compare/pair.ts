/** Finds in two runs of the same seed the requests that are the same one. */
import type { RequestFigures } from '../result/run-result.js';

export interface Pairing {
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
