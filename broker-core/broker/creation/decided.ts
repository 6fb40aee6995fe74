/**
 * What the image already says about a creation: a request that was answered before gets the same answer again, and an explicit one
 * does not take somebody else's topic for its own.
 */
import type { MetadataView } from '../../metadata/state/state.js';
import type { Creation, NewTopic } from './creation.js';

/** The outcome, or null if the topic has yet to be created. Of an automatic creation nothing is decided: its caller has looked. */
export function decided(view: MetadataView, { name, mayExist, requestId }: NewTopic): Creation | null {
  if (mayExist) return null;
  // First of all: to who repeats a request whose answer was lost, "the topic exists" would be a false answer.
  const answer = requestId === null ? undefined : view.answer(requestId)?.outcome;
  if (answer?.type === 'refused') return { ok: false, error: answer.error };
  if (answer !== undefined) return { ok: true };
  return view.topic(name) === undefined ? null : { ok: false, error: 'TOPIC_ALREADY_EXISTS' };
}

/** The id of a topic that was created: of the one that the request made, should there be another of the name by now. */
export function createdTopicId(view: MetadataView, { name, requestId }: NewTopic): string {
  const answer = requestId === null ? undefined : view.answer(requestId)?.outcome;
  if (answer?.type === 'ok' && answer.reply.type === 'topic') return answer.reply.topicId;
  return view.topic(name)?.topicId ?? '';
}
