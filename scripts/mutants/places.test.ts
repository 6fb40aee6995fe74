import { readFileSync } from 'node:fs';
import test from 'ava';
import { catalog } from '../../scenarios/mutants/catalog.js';
import { switchesOf, withSwitches } from '../../scenarios/mutants/form/switches.js';

test('each place of an edit is in the compiled code, once, and none overlaps another', (t) => {
  const switches = switchesOf(catalog);
  for (const file of new Set(switches.map((one) => one.file))) {
    const compiled = new URL(`../../${file.replace(/\.ts$/, '.js')}`, import.meta.url);
    const source = readFileSync(compiled, 'utf8');
    t.notThrows(() =>
      withSwitches(
        source,
        switches.filter((one) => one.file === file),
      ),
    );
  }
});
