/** What people get wrong on the command line, and the line that each mistake gets. */
import test from 'ava';
import { runFake } from './testkit/run-fake.js';

const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
  [
    ['run', 'pases'],
    /^error: unknown scenario "pases"; did you mean passes\?; there is no stallgrind\.config\.ts in this folder that could have it\n$/,
  ],
  [
    ['run', 'passes', '--variant', 'fats'],
    /^error: unknown variant "fats"; did you mean fast\?; there is no stallgrind\.config\.ts in this folder that could have it\n$/,
  ],
  [
    ['run', 'passes', '--seed', '-1'],
    /^error: seed cannot be "-1"; it is an integer from 0 to 4294967295\n$/,
  ],
  [['run', 'passes', '--seed', '4294967296'], /^error: seed cannot be "4294967296"; [^\n]+\n$/],
  [
    ['run', 'passes', '--set', 'cluster.node=3'],
    /^error: unknown knob "cluster.node"; did you mean cluster.nodes\?\n$/,
  ],
  [
    ['run', 'passes', '--set', 'cluster.nodes=10'],
    /^error: cluster.nodes cannot be 10; it is an integer from 1 to 9\n$/,
  ],
  [
    ['run', 'passes', '--faults', 'no-such.json'],
    /^error: faults no-such.json: there is no such file or folder\n$/,
  ],
  [
    ['run', 'passes', '--out', 'report.pdf'],
    /^error: cannot write report.pdf: the ending tells the form[^\n]+\n$/,
  ],
  [
    ['run', 'passes', '--trace', 'no-such-folder/t.json'],
    /^error: cannot write no-such-folder\/t.json: there is no folder no-such-folder\n$/,
  ],
  [['run', 'passes', '--capsule', 'docs'], /^error: cannot write docs: is a folder\n$/],
  [
    ['run', 'passes', '--out', 'a.json', '--trace', 't.json', '--capsule', './a.json'],
    /^error: cannot write .\/a.json: --out and --capsule are both to be written there\n$/,
  ],
  [
    ['compare', 'passes', '--variants', 'slow,fast', '--out', 'README.md/a.md'],
    /^error: cannot write README.md\/a.md: its folder is a file\n$/,
  ],
  [
    ['verdicts', '--out', 'no-such-folder/v.md'],
    /^error: cannot write [^\n]+: there is no folder no-such-folder\n$/,
  ],
  [
    ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '1...5'],
    /^error: seeds cannot be "1\.\.\.5"; write 1\.\.50, or 3,5,8\n$/,
  ],
  [['replay', 'no-such.json'], /^error: capsule no-such.json: there is no such file or folder\n$/],
  [['list', 'knob'], /^error: unknown list "knob"; did you mean knobs\?\n$/],
  [
    ['compare', 'passes', '--variants', 'slow'],
    /^error: variants cannot be "slow"; name at least two[^\n]+\n$/,
  ],
  [
    ['compare', 'passes', '--variants', 'slow,fast', '--gate', 'p98<=1ms'],
    /^error: gate "p98<=1ms": [^\n]+\n$/,
  ],
  [
    ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '9..3'],
    /^error: seeds 9\.\.3 run backwards; write 3\.\.9\n$/,
  ],
  [['sweep', 'passes', '--seeds', '1..3', '--jobs', '0'], /^error: --jobs cannot be "0"; [^\n]+\n$/],
  [
    ['run', 'passes', '--dry', '--trace', 't.json', '--twice'],
    /^error: --dry runs nothing, so it has no --trace, --twice\n$/,
  ],
  [
    ['run', 'passes', '--dry', '--capsule', 'c.json', '--requests'],
    /^error: --dry runs nothing, so it has no --capsule, --requests\n$/,
  ],
  [['run', 'passes', '--seed', '1', '--seed', '2'], /^error: --seed is given twice: 1, then 2\n$/],
  [
    ['compare', 'passes', '--variants', 'slow,fast', '--out', 'a.md', '--out', 'b.json'],
    /^error: --out is given twice: a.md, then b.json\n$/,
  ],
  [
    ['run', 'passes', '--trace', '/dev/null'],
    /^error: cannot write \/dev\/null: is a device or a pipe, not a file\n$/,
  ],
  [
    ['run', 'passes', '--capsule', '/proc/c.json'],
    /^error: cannot write \/proc\/c.json: there is no (such file or folder|folder \/proc)\n$/,
  ],
  [['run', 'pas\u001b[31mses'], /^error: unknown scenario "pas\\u001b\[31mses"; [^\n]+\n$/],
  [
    ['run', 'passes', '--faults', 'no\u001b[31m.json'],
    /^error: faults no\\u\{1b\}\[31m.json: there is no such file or folder\n$/,
  ],
  [
    ['compare', 'passes', '--variants', 'slow,,fast'],
    /^error: variants cannot be "slow,,fast"; a name is missing beside a comma\n$/,
  ],
  [['verdicts', '--only', 'R1,'], /^error: --only cannot be "R1,"; a name is missing beside a comma\n$/],
  [['sweep', 'passes', '--seeds', '1,'], /^error: seeds cannot be "1,"; write 1\.\.50, or 3,5,8\n$/],
  [['sweep', 'passes', '--seeds', '1-5'], /^error: seeds cannot be "1-5"; write 1\.\.50, or 3,5,8\n$/],
  [['sweep', 'passes', '--seeds', '0..4294967296'], /^error: seed cannot be "4294967296"; [^\n]+\n$/],
  [
    ['sweep', 'passes', '--seeds', '1..3', '--jobs', '9007199254740991'],
    /^error: --jobs cannot be "9007199254740991"; it is an integer from 1 to 256\n$/,
  ],
  [['verdicts', '--jobs', '257'], /^error: --jobs cannot be "257"; it is an integer from 1 to 256\n$/],
  [
    ['sweep', 'passes', '--seeds', '1..3', '--stop-after', '0'],
    /^error: --stop-after cannot be "0"; it is an integer from 1 to 10000000\n$/,
  ],
  [['shrink', 'no-such.json'], /^error: capsule no-such.json: there is no such file or folder\n$/],
  [['shrink', 'package.json'], /^error: capsule package.json: names no schema; [^\n]+\n$/],
  [
    ['shrink', 'c.json', '--symptom', 'p98>5s'],
    /^error: symptom "p98>5s": unknown figure "p98"; did you mean p90 or p99\?\n$/,
  ],
  [
    ['shrink', 'c.json', '--symptom', 'p99>5000'],
    /^error: symptom "p99>5000": p99 is a time; write us, ms or s after the 5000\n$/,
  ],
  [
    ['shrink', 'c.json', '--symptom', 'p99'],
    /^error: symptom "p99": write what it is above or below, such as [^\n]+\n$/,
  ],
  [
    ['shrink', 'c.json', '--symptom', 'election-safty'],
    /^error: symptom "election-safty": unknown; did you mean election-safety\?\n$/,
  ],
  [
    ['shrink', 'c.json', '--symptom', 'finding:lost-wakup'],
    /^error: symptom "finding:lost-wakup": unknown finding "lost-wakup"; did you mean lost-wakeup\?\n$/,
  ],
  [
    ['shrink', 'c.json', '--symptom', 'passed'],
    /^error: symptom "passed": nothing can be shrunk that is passed; [^\n]+\n$/,
  ],
  [
    ['shrink', 'c.json', '--symptom', 'stalled', '--symptom', 'max>1s'],
    /^error: --symptom is given twice: stalled, then max>1s\n$/,
  ],
  [
    ['shrink', 'c.json', '--limit-s', '0'],
    /^error: --limit-s cannot be "0"; it is an integer from 1 to 86400\n$/,
  ],
  [['shrink', 'c.json', '--jobs', 'all'], /^error: --jobs cannot be "all"; [^\n]+\n$/],
  [
    ['shrink', 'c.json', '--out', 'no-such-folder/s.json'],
    /^error: cannot write no-such-folder\/s.json: there is no folder no-such-folder\n$/,
  ],
  [['run'], /^error: missing required argument 'scenario'\n/],
  [['rnu'], /^error: unknown command 'rnu'\n\(Did you mean run\?\)\n/],
];

for (const [args, message] of mistakes) {
  test(`${args.join(' ')}: one clear line, nothing on stdout, exit code 1, and nothing runs`, async (t) => {
    const printed = await runFake(args);
    t.is(printed.code, 1);
    t.is(printed.stdout, '');
    t.regex(printed.stderr, message);
    t.is(printed.runCount, 0);
  });
}
