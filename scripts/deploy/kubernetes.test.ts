import test from 'ava';
import { jobsIn, manifestsIn } from './testkit/kubernetes.js';
import { eachMisspelt } from './testkit/misspelt.js';
import { mistakesIn } from './testkit/typed.js';

const FILES = ['kubernetes/sweep.yaml', 'kubernetes/merge.yaml'];
const manifests = FILES.flatMap(manifestsIn);

test('each manifest is of its type, and would not be with any one of its fields misspelt', (t) => {
  // What a volume claim or a container asks for is named by resource, not by field.
  const misspelt = manifests.flatMap((one) =>
    eachMisspelt(one, ['requests', 'limits']).filter(({ path }) => path !== 'apiVersion' && path !== 'kind'),
  );
  const documents = [...manifests, ...misspelt.map(({ document }) => document)];
  const mistakes = mistakesIn(documents);
  const [right, wrong] = [mistakes.slice(0, manifests.length), mistakes.slice(manifests.length)];
  t.deepEqual(right.flat(), []);
  const unseen = misspelt.filter((_, place) => wrong[place]?.length === 0).map(({ path }) => path);
  t.deepEqual(unseen, []);
  t.true(misspelt.length > 80);
});

test('a value of another type is seen, too', (t) => {
  const [first] = manifests.filter(({ kind }) => kind === 'Job');
  const text = JSON.stringify(first).replace('"completions":16', '"completions":"16"');
  t.regex(
    mistakesIn([JSON.parse(text) as (typeof manifests)[number]])
      .flat()
      .join(),
    /'string' is not assignable/,
  );
});

test('the shards of the sweep are as many as the Job completes, and what fails for good is not tried again', (t) => {
  const [sweep] = jobsIn('kubernetes/sweep.yaml');
  t.is(sweep?.spec.completionMode, 'Indexed');
  const args = sweep?.container.args ?? [];
  t.is(args[args.indexOf('--shard') + 1], `auto/${String(sweep?.spec.completions)}`);
  t.true(args.includes('--resume'));
  // A rule of exit codes is refused with any other policy.
  t.is(sweep?.spec.template.spec?.restartPolicy, 'Never');
  const [rule] = sweep?.spec.podFailurePolicy?.rules ?? [];
  t.deepEqual(rule?.onExitCodes?.values, [2, 3, 4]);
  t.is(rule?.onExitCodes?.containerName, sweep?.container.name);
});

test('what containers write is on the claim, as a user that may write there', (t) => {
  const claims = manifests
    .filter(({ kind }) => kind === 'PersistentVolumeClaim')
    .map((one) => one.metadata?.name);
  const jobs = FILES.flatMap(jobsIn);
  t.is(jobs.length, 2);
  for (const { spec, container } of jobs) {
    const pod = spec.template.spec;
    const [volume] = pod?.volumes ?? [];
    t.deepEqual([volume?.persistentVolumeClaim?.claimName], claims);
    t.deepEqual(container.volumeMounts, [{ name: volume?.name, mountPath: '/sweep' }]);
    for (const path of container.args.filter((arg) => arg.startsWith('/'))) t.regex(path, /^\/sweep\//);
    t.like(pod?.securityContext, { runAsNonRoot: true, fsGroup: 1000 });
    t.true(container.resources?.limits?.['memory'] !== undefined);
  }
});
