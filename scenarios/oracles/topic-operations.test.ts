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

test('beyond the bound: an operation is not judged without one that overlaps it', (t) => {
  const many = Array.from({ length: 199 }, (_, turn): readonly Told[] => [
    ['create', 'n1', 40 * turn, 40 * turn + 10, 'ok'],
    ['delete', 'n1', 40 * turn + 20, 40 * turn + 30, 'ok'],
  ]).flat();
  const look: Told = ['look', 'n1', 8000, 8001, 'not there'];
  const found400: Told = ['create', 'n1', 8002, 8100, 'TOPIC_ALREADY_EXISTS'];
  const unjudged: string[] = [];
  const judged = (...more: readonly Told[]): number =>
    judge(topicOperationsInOneOrder, told(...many, look, ...more), {}, (what) => unjudged.push(what)).length;
  t.is(judged(found400, ['create', 'n3', 8003, 8050, 'ok']), 0);
  t.deepEqual(unjudged, ['the later operations of a topic: there are too many']);
  // Answered before the next one is sent, it is false.
  t.is(judged(['create', 'n1', 8002, 8100, 'TOPIC_ALREADY_EXISTS'], ['create', 'n3', 8101, 8150, 'ok']), 1);
});

test('requests without an answer do not make a search of what follows: they stand for each other', (t) => {
  const unknown = Array.from({ length: 20 }, (_, at): Told => ['create', 'n2', at, null, null]);
  const known = Array.from({ length: 180 }, (_, turn): readonly Told[] => [
    ['create', 'n1', 100 + 40 * turn, 110 + 40 * turn, 'ok'],
    ['delete', 'n1', 120 + 40 * turn, 130 + 40 * turn, 'ok'],
  ]).flat();
  const unjudged: string[] = [];
  const judged = (last: Told): number =>
    judge(topicOperationsInOneOrder, told(...unknown, ...known, last), {}, (what) => unjudged.push(what))
      .length;
  t.is(judged(['look', 'n1', 9000, 9010, 'there']), 0);
  t.is(judged(['delete', 'n1', 9000, 9010, 'ok']), 0);
  // The first operations that find the topic there have used up all unknown creations.
  const deletions = Array.from({ length: 21 }, (_, at): Told => [
    'delete',
    'n1',
    9000 + 20 * at,
    9010 + 20 * at,
    'ok',
  ]);
  t.is(judge(topicOperationsInOneOrder, told(...unknown, ...known.slice(0, 300), ...deletions)).length, 1);
  t.deepEqual(unjudged, []);
});
