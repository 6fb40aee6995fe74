/** What a write with a request id was answered, kept so that a retry of it gets the same. */
import type { RequestId } from '../records.js';
import type { Refused, SingleReply } from '../result.js';

export type RequestAnswer = {
  readonly requestId: RequestId;
  readonly outcome: { readonly type: 'ok'; readonly reply: SingleReply } | Refused;
};

/** The number stands first: digits end at the first `:`, so no two ids have one key, whatever is in `origin`. */
export function requestKey(requestId: RequestId): string {
  return `${requestId.number}:${requestId.origin}`;
}
