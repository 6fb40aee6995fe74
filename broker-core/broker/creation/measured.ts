import type { Ctx } from '../../runtime/ctx.js';
import type { Creation } from './creation.js';

/** Measures `body` as the named wait `createWait`. */
export async function measured(ctx: Ctx, body: () => Promise<Creation>): Promise<Creation> {
  const { trace } = ctx.env;
  const startUs = trace.nowUs();
  const creation = await body();
  trace.waited('createWait', trace.nowUs() - startUs);
  return creation;
}
