import type { Env, TraceNames, Wait } from '../door.js';

/**
 * The time of a wait is over. If what it waited for is so by now, nobody has woken it. Every wait with a
 * limit comes here, so that one that is never woken is seen, however short its limit makes the loss.
 */
export function tellIfSlept<Names extends TraceNames>({ trace }: Env<Names>, { label, isSo }: Wait): void {
  if (isSo?.() === true)
    trace.finding({ type: 'slept-through', key: label, detail: 'it was so, and nobody was woken' });
}
