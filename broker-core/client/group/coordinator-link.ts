/**
 * A client's way to the coordinator of a group: finds out who it is, and forgets it when it is proven wrong or does not answer.
 */
import type { NodeId, Wait } from '../../env.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { GroupRequest } from '../../protocol/groups.js';
import type { RequestOf, ResponseOf } from '../../protocol/messages.js';
import type { Rpc } from '../../protocol/rpc.js';
import type { Ctx } from '../../runtime/ctx.js';

const FIND: Wait = { kind: 'timeout', label: 'await find coordinator response' };

/** Errors after which another broker may be the coordinator. */
const ELSEWHERE: ReadonlySet<ErrorName> = new Set<ErrorName>([
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
]);

export class CoordinatorLink {
  #host: NodeId | null = null;
  #findCount = 0;

  constructor(
    private readonly rpc: Rpc,
    private readonly bootstrap: readonly NodeId[],
    private readonly requestTimeoutUs: number,
    private readonly groupId: string,
  ) {}

  /** One attempt. `null`: there is no coordinator, or it did not answer in time, and nothing is known of the effect. */
  async call<T extends GroupRequest['type']>(
    ctx: Ctx,
    request: RequestOf<T> & { readonly type: T },
    wait: Wait,
    timeoutUs = this.requestTimeoutUs,
  ): Promise<ResponseOf<T> | null> {
    const host = this.#host ?? (await this.#find(ctx));
    if (host === null) return null;
    const called = await this.rpc.call<T>(ctx, host, request, timeoutUs, wait);
    const response = called.timedOut ? null : called.response;
    // All answers of a coordinator have an error, which the compiler does not see while it does not know which answer it is.
    const error = (response as { readonly error: ErrorName } | null)?.error ?? 'NOT_COORDINATOR';
    if (ELSEWHERE.has(error)) this.#forget(host);
    return response;
  }

  /** Whether it is known who coordinates the group; asks if it is not. */
  async isKnown(ctx: Ctx): Promise<boolean> {
    return (this.#host ?? (await this.#find(ctx))) !== null;
  }

  /** By several at once: what one of them has found out since stays. */
  #forget(host: NodeId): void {
    if (this.#host === host) this.#host = null;
  }

  async #find(ctx: Ctx): Promise<NodeId | null> {
    this.#findCount += 1;
    const draw = ctx.env.random.keyed('coordinator node', this.#findCount);
    const to = this.bootstrap[Math.floor(draw * this.bootstrap.length)] ?? '';
    const request = { type: 'findCoordinator', groupId: this.groupId } as const;
    const called = await this.rpc.call(ctx, to, request, this.requestTimeoutUs, FIND);
    if (called.timedOut || called.response.error !== 'NONE') return null;
    this.#host = called.response.host;
    return this.#host;
  }
}
