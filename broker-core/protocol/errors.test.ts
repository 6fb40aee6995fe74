import test from 'ava';
import { ERRORS, errorCode, errorNameOf, errorNames, isErrorName, isRetriable } from './errors.js';

test('a name and its number lead to each other, and no number has two names', (t) => {
  for (const name of errorNames()) t.is(errorNameOf(errorCode(name)), name);
  t.is(new Set(errorNames().map(errorCode)).size, errorNames().length);
});

test('a number or name that Kafka has not got here is told apart', (t) => {
  t.is(errorNameOf(4), null);
  t.false(isErrorName('toString'));
  t.true(isErrorName('NONE'));
});

test('the table is in the order of the numbers', (t) => {
  const codes = Object.values(ERRORS).map((row) => row.code);
  t.deepEqual(
    codes,
    [...codes].sort((left, right) => left - right),
  );
});

test('numbers and retriability are Kafka’s where our documents rest on them', (t) => {
  t.is(errorCode('NOT_LEADER_OR_FOLLOWER'), 6);
  t.is(errorCode('UNKNOWN_LEADER_EPOCH'), 75);
  t.is(errorCode('INELIGIBLE_REPLICA'), 107);
  t.true(isRetriable('UNKNOWN_TOPIC_OR_PARTITION'));
  t.false(isRetriable('TOPIC_ALREADY_EXISTS'));
});
