/** What is answered to the entries of the metadata log, as types and as bytes. */
import { type Codec, count, member, nullable, record, text, type TypeOf, union } from '../bytes/codec.js';
import { errorCode, errorNameOf, type FailureName } from './errors.js';
import { brokerIds, requestId } from './records.js';

/** The answer to one command. */
export type SingleReply = TypeOf<typeof reply>;
export const reply = union({
  done: member(0, {}),
  broker: member(1, { brokerEpoch: count }),
  topic: member(2, { topicId: text }),
  producerIds: member(3, { firstId: count, count }),
  partition: member(4, {
    leader: nullable(count),
    leaderEpoch: count,
    isr: brokerIds,
    partitionEpoch: count,
  }),
});

export type Reply = SingleReply | { readonly type: 'batch'; readonly replies: readonly SingleReply[] };

/** The code's number: -1 is the only negative one, so it is kept one higher. */
const failure: Codec<FailureName> = {
  write: (writer, name) => writer.varint(errorCode(name) + 1),
  read: (reader) => {
    const name = errorNameOf(reader.varint() - 1);
    if (name !== null && name !== 'NONE') return name;
    reader.fail();
    return 'UNKNOWN_SERVER_ERROR';
  },
};

export const outcome = union({ refused: member(0, { error: failure }), ok: member(1, { reply }) });

export type Refused = Extract<TypeOf<typeof outcome>, { readonly type: 'refused' }>;

/** What a write with a request id was answered, kept so that a retry of it gets the same. */
export type RequestAnswer = TypeOf<typeof requestAnswer>;
export const requestAnswer = record({ requestId, outcome });
