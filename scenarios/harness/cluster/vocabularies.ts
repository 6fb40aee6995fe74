/** The roles, marks and channels of a cluster, which a schedule of faults may name. */
import {
  CLIENT_CHANNEL,
  METADATA_CHANNEL,
  REPLICATION_CHANNEL,
  RPC_CHANNEL,
} from '../../../broker-core/broker/config.js';
import { GROUP_CHANNEL } from '../../../broker-core/historic/partition-groups/mail.js';
import { RAFT_CHANNEL } from '../../../broker-core/quorum/sender.js';
import type { ScheduleContext, Vocabulary } from '../../../sim/faults/checks.js';
import type { Settings } from '../settings/table.js';
import { brokerNames } from './from-settings.js';
import { LOG_PATHS } from './log-paths.js';
import { MESSAGE_TYPES } from './message-types.js';
import { isKnownRole } from './roles.js';

export function vocabularies(settings: Settings): Required<Omit<ScheduleContext, 'nodes'>> {
  const brokers = brokerNames(settings);
  return {
    roles: ROLES,
    marks: marksOf(brokers.length),
    channels: CHANNELS,
    messages: MESSAGES,
    paths: LOG_PATHS,
    markers: brokers,
    disks: brokers,
  };
}

const ROLES: Vocabulary = {
  knows: isKnownRole,
  forms: [
    ...['leader', 'follower', 'followers'].flatMap((which) => [`${which} of __meta`, `${which} of TOPIC/N`]),
    'coordinator of GROUP',
  ],
};

const CHANNEL_NAMES: readonly string[] = [
  RAFT_CHANNEL,
  RPC_CHANNEL,
  REPLICATION_CHANNEL,
  GROUP_CHANNEL,
  METADATA_CHANNEL,
  CLIENT_CHANNEL,
].map(({ name }) => name);

const CHANNELS: Vocabulary = { knows: (name) => CHANNEL_NAMES.includes(name), forms: CHANNEL_NAMES };

const MESSAGES: Vocabulary = { knows: (type) => MESSAGE_TYPES.includes(type), forms: MESSAGE_TYPES };

/** What brokers say has come true: `quorum/node.ts`, `metadata/store.ts`, coordinators in `groups/`. */
function marksOf(brokerCount: number): Vocabulary {
  const brokers = Array.from({ length: brokerCount }, (_, place) => `${place + 1}`);
  return {
    knows: (key) =>
      key === 'leads:__meta' ||
      OF_TOPIC.test(key) ||
      OF_GROUP.test(key) ||
      brokers.includes(OF_BROKER.exec(key)?.[1] ?? ''),
    forms: [
      'leads:__meta',
      'leads:NAME/N',
      'topic:NAME',
      'partition:NAME:N',
      'leader:NAME:N',
      'isr:NAME:N',
      'highWatermark:NAME:N',
      'joined:GROUP',
      'assigned:GROUP',
      'fenced:ID',
      'unfenced:ID',
      ...brokers.map((brokerId) => `broker:${brokerId}`),
    ],
  };
}

/** Said so often that it is made only where a fault waits for it. */
export const HIGH_WATERMARK_MARK = 'highWatermark:';

const OF_TOPIC = /^(topic:[\w.-]+|(partition|leader|isr|highWatermark):[\w.-]+:\d+|leads:[\w.-]+\/\d+)$/;
const OF_BROKER = /^(?:broker|fenced|unfenced):(\d+)$/;
const OF_GROUP = /^(joined|assigned):[^\s:]+$/;
