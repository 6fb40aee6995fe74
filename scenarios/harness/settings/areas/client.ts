/** Knobs of the clients and their load. */
import { choice, int, ms, optionalChoice, optionalFlag, optionalInt, someMs, within } from './knob.js';

const byProfile = 'as the client profile has it';

export const CLIENT_KNOBS = {
  'client.count': int(1, within(1, 10_000), 'Clients, each with `client.inFlight` requests in flight.'),
  'client.messages': int(1, within(0, 10_000_000), 'Messages that all clients together produce.'),
  'client.warmupMessages': int(
    0,
    within(0, 1_000_000),
    'Messages that the first client sends one by one before the load: they are measured as `warmUp`.',
  ),
  'client.thinkMs': int(0, ms, 'Time that a client lets pass between an answer and its next message.'),
  'client.firstAfterMs': int(0, ms, 'Time from the beginning of the load to the first message.'),
  'client.thinkSpreadMs': int(0, ms, 'Most that chance adds to the time before each message.'),
  'client.inFlight': int(
    1,
    within(1, 1000),
    'Requests that a client has in flight; of an idempotent producer five for each partition at most.',
  ),
  'client.recordsTogether': int(
    1,
    within(1, 10_000),
    'Records that a client sends at a time, over as many partitions; above 1 without retries and sequence numbers.',
  ),
  'client.forMs': int(
    86_400_000,
    within(1, 86_400_000, 'ms'),
    'Time after which clients begin no further message, however many are left.',
  ),
  'client.recordBytes': int(100, within(0, 10_000_000, 'B'), 'Size of the value of each record.'),
  'client.profile': choice(
    'kafka-python-2.0.2',
    ['kafka-python-2.0.2', 'kafka-python-2.2.15', 'java', 'librdkafka'],
    'The library whose defaults for retries, backoff and time-outs the clients have.',
  ),
  'client.acks': optionalChoice(byProfile, ['all', '1', '0'], 'Whose acknowledgement a produce waits for.'),
  'client.retries': optionalInt(byProfile, within(0, 2_147_483_647), 'Times that a produce is sent again.'),
  'client.retryBackoffMs': optionalInt(
    byProfile,
    within(0, 600_000, 'ms'),
    'Wait before a retry, and the least time between two refreshes of metadata.',
  ),
  'client.requestTimeoutMs': optionalInt(byProfile, someMs, 'Time after which a request is given up.'),
  'client.deliveryTimeoutMs': optionalInt(byProfile, someMs, 'Time after which a record is given up.'),
  'client.sendTimeoutMs': optionalInt(
    'until the record is delivered or has failed',
    someMs,
    'Time after which a caller waits no longer for what has become of its record.',
  ),
  'client.sleepAfterCreateMs': int(
    0,
    ms,
    'Wait between knowing the topic, which creates it, and the first message; without it the first message creates it.',
  ),
  'client.partitioner': choice(
    'round-robin',
    ['round-robin', 'keyed'],
    'How a record finds its partition: in turn, or by the hash of its key.',
  ),
  'client.idempotent': optionalFlag(byProfile, 'Whether producers number batches: none is stored twice.'),
} as const;
