import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { rewriteScript } from './testkit/script.js';

/** Tests are compiled elsewhere, so the scripts are found from the project's root. */
const SCRIPTS_PATH = 'broker-core/raft/testdata';

for (const name of readdirSync(SCRIPTS_PATH).sort()) {
  if (!name.endsWith('.txt')) continue;
  test(`script ${name}`, (t) => {
    const path = `${SCRIPTS_PATH}/${name}`;
    const expected = readFileSync(path, 'utf8');
    const actual = rewriteScript(expected);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual);
    else t.is(actual, expected);
    t.pass();
  });
}
