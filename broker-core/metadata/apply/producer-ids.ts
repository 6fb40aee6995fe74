import type { CommandOf } from '../../protocol/commands.js';
import type { Refused, SingleReply } from '../../protocol/replies.js';
import { PRODUCER_IDS_MAX } from '../../protocol/limits.js';
import { refuse } from './result.js';
import type { Context } from './context.js';

/** The ids `firstId` to `firstId + count - 1` belong to who asked, and are never given again (KIP-730). */
export function allocateProducerIds(
  context: Context,
  { count }: CommandOf<'allocateProducerIds'>,
): SingleReply | Refused {
  if (count < 1 || count > PRODUCER_IDS_MAX) return refuse('INVALID_REQUEST');
  const { counters } = context.state;
  const firstId = counters.nextProducerId;
  context.state.putCounters({ ...counters, nextProducerId: firstId + count });
  context.changes.push({ type: 'producerIdsAllocated', firstId, count });
  return { type: 'producerIds', firstId, count };
}
