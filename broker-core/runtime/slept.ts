import type { Env, TraceNames, Wait } from '../door.js';

/**
 * Whether what is waited for has come true by now, judged by the state that makes it true. Not a part of the
 * {@link Wait}: it is of one request, and the history of causes keeps each wait that it is given.
 */
export type CameTrue = () => boolean;

/**
 * The time of a wait is over. If what it waited for has come true, nobody has woken it. Every wait with a
 * limit comes here, so that one that is never woken is seen, however short its limit makes the loss.
 */
export function tellIfSlept<Names extends TraceNames>(
  { trace }: Env<Names>,
  { label }: Wait,
  cameTrue: CameTrue,
): void {
  if (cameTrue())
    trace.finding({ type: 'slept-through', key: label, detail: 'it was so, and nobody was woken' });
}
