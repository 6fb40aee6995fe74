import test from 'ava';
import { invocationOf } from './io.js';

test('a command line is printed as this one was typed', (t) => {
  const dist = '/home/me/stallgrind/dist/scripts/cli.js';
  const cases: readonly (readonly [string, string, Record<string, string>])[] = [
    ['npm run --silent stallgrind --', dist, ofNpm('stallgrind')],
    ['npm run --silent stallgrind --', '/home/me/stallgrind/dist/scripts/demo.js', ofNpm('start')],
    ['npx stallgrind', '/home/me/.npm/_npx/1/node_modules/.bin/stallgrind', { npm_lifecycle_event: 'npx' }],
    ['npx stallgrind', '/home/me/other/node_modules/.bin/stallgrind', {}],
    [
      'npx stallgrind',
      '/home/me/other/node_modules/.bin/stallgrind',
      { npm_lifecycle_event: 'bench', npm_package_name: 'other' },
    ],
    ['stallgrind', '/usr/local/bin/stallgrind', {}],
    ['node dist/scripts/cli.js', dist, {}],
  ];
  for (const [expected, script, env] of cases)
    t.is(invocationOf(script, '/home/me/stallgrind', env), expected);
  t.is(invocationOf(dist, '/home/me/my work', {}), 'node ../stallgrind/dist/scripts/cli.js');
  t.is(invocationOf('/home/me/my work/cli.js', '/home/me', {}), "node 'my work/cli.js'");
});

function ofNpm(script: string): Record<string, string> {
  return { npm_lifecycle_event: script, npm_package_name: 'stallgrind' };
}
