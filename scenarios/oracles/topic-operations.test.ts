import test from 'ava';
import type { TopicOperation } from '../harness/definition/scenario.js';
import { crash, end, judge, sent, type Step, wait } from './testkit/judge.js';
import { topicOperationsInOneOrder } from './topic-operations.js';

type Told = [
  type: TopicOperation['type'],
  at: string,
  sentAtUs: number,
  answeredAtUs: number | null,
  outcome: string | null,
];

const asked = ([type, broker, sentAtUs, answeredAtUs, outcome]: Told): TopicOperation => ({
  client: 'c1',
  broker,
  topic: 'orders',
  type,
  sentAtUs,
  answeredAtUs,
  outcome,
});
const told = (...operations: readonly Told[]): readonly Step[] => [
  end({ topicOperations: operations.map(asked) }),
];
const found = (steps: readonly Step[]): number => judge(topicOperationsInOneOrder, steps).length;

const CREATED: Told = ['create', 'n1', 10, 20, 'ok'];
const DELETED: Told = ['delete', 'n1', 30, 40, 'ok'];

test('operations that overlap may take effect in either order; those that do not, in theirs', (t) => {
  t.is(found(told(CREATED, DELETED, ['create', 'n2', 50, 60, 'ok'])), 0);
  t.is(found(told(CREATED, ['create', 'n2', 15, 18, 'TOPIC_ALREADY_EXISTS'])), 0);
  t.is(found(told(['delete', 'n2', 5, 30, 'ok'], CREATED)), 0);
  t.is(found(told(CREATED, ['create', 'n2', 15, 18, 'ok'])), 1);
  t.is(found(told(CREATED, DELETED, ['create', 'n2', 50, 60, 'TOPIC_ALREADY_EXISTS'])), 1);
});

test('what was not answered may take effect later, or never', (t) => {
  const lost: Told = ['create', 'n2', 5, null, null];
  const late: Told = ['create', 'n2', 5, 8, 'REQUEST_TIMED_OUT'];
  for (const unknown of [lost, late]) {
    t.is(found(told(unknown, CREATED, DELETED, ['create', 'n2', 50, 60, 'TOPIC_ALREADY_EXISTS'])), 0);
    t.is(found(told(unknown, CREATED, DELETED, ['create', 'n2', 50, 60, 'ok'])), 0);
  }
  t.is(found(told(['create', 'n2', 5, 8, 'INVALID_REQUEST'], ['look', 'n2', 9, 12, 'not there'])), 0);
});

test('a broker may be behind, and does not go back while it lives', (t) => {
  t.is(found(told(CREATED, ['look', 'n2', 30, 40, 'not there'])), 0);
  t.is(found(told(CREATED, ['look', 'n1', 30, 40, 'not there'])), 1);
  t.is(found(told(CREATED, ['look', 'n2', 30, 40, 'there'], ['look', 'n2', 50, 60, 'not there'])), 1);
  const story = told(CREATED, ['look', 'n2', 30, 40, 'there'], ['look', 'n2', 50, 60, 'not there']);
  t.is(found([wait(45), crash('n2'), ...story]), 0);
  t.is(found(told(['look', 'n2', 30, 40, 'there'], ['look', 'n2', 50, 60, 'not there'])), 1);
});

test('a topic that producers have created by sending to it is not judged', (t) => {
  const topicOperations = [asked(CREATED), asked(['create', 'n2', 30, 40, 'ok'])];
  t.is(found([end({ topicOperations, sent: [sent('a', null)] })]), 0);
});
