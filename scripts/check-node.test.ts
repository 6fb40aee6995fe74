import { readFileSync } from 'node:fs';
import test from 'ava';
import { complaint } from './check-node.cjs';

test('a Node that is too old is told so in one line, with what is needed and what it is', (t) => {
  t.is(complaint('v18.20.8'), 'stallgrind needs Node >= 20.19.0, this is v18.20.8');
  t.is(complaint('v20.18.3'), 'stallgrind needs Node >= 20.19.0, this is v20.18.3');
  t.is(complaint('v12.0.0'), 'stallgrind needs Node >= 20.19.0, this is v12.0.0');
});

test('the oldest Node that will do, and every later one, is let through', (t) => {
  for (const version of ['v20.19.0', 'v20.20.2', 'v21.0.0', 'v22.1.0', 'v24.0.0', 'v25.0.0-nightly'])
    t.is(complaint(version), undefined, version);
});

test('a Node that is too old can parse it: it has no syntax that came after ES5', (t) => {
  const code = readFileSync('scripts/check-node.cjs', 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
  t.notRegex(code, /=>|`|\?\.|\?\?|\.\.\.|\b(?:let|const|class|async|import|export|of)\b/);
});

test('the version it asks for is the one that package.json asks for', (t) => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  t.true(complaint('v0.0.0')?.includes(`Node ${manifest.engines.node.replace('>=', '>= ')},`));
});
