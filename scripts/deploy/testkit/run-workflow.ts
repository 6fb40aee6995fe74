/**
 * Runs the jobs of a workflow one after the other on this machine: the scripts as they stand, in bash;
 * actions by what they do to files. Nothing goes to any network.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filledIn, isTrue, type Context } from './expressions.js';
import type { Step, Workflow, WorkflowJob } from './workflow.js';

type Result = 'success' | 'failure' | 'skipped';

export interface JobRan {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of all its scripts, with what they wrote into the summary. */
  readonly log: string;
  readonly summary: string;
}

export interface Runner {
  /** A repository with the code: each job gets a copy. */
  readonly repository: string;
  /** Where everything is kept. */
  readonly folder: string;
  /** Before all others on the path of scripts. */
  readonly bin: string;
  readonly context: Context;
}

/** By name; a job of a matrix has a result for each value, and one of all. */
export async function runWorkflow(
  { jobs }: Workflow,
  runner: Runner,
): Promise<Readonly<Record<string, JobRan>>> {
  const ran: Record<string, JobRan> = {};
  for (const [name, job] of Object.entries(jobs)) {
    const needs = Object.fromEntries([job.needs ?? []].flat().map((one) => [one, ran[one]]));
    const missing = Object.values(needs).some((one) => one?.result !== 'success');
    const context = { ...runner.context, needs };
    const runs = job.if === undefined ? !missing : isTrue(job.if, context);
    if (!runs) ran[name] = { result: 'skipped', outputs: {}, log: '', summary: '' };
    else {
      const all: JobRan[] = [];
      for (const matrix of matricesOf(job)) {
        const place = join(runner.folder, [name, ...Object.values(matrix)].join('-'));
        all.push(await runJob(job, place, { ...runner, context: { ...context, matrix } }));
      }
      ran[name] = together(all);
    }
  }
  return ran;
}

function matricesOf({ strategy }: WorkflowJob): readonly Readonly<Record<string, unknown>>[] {
  if (strategy === undefined) return [{}];
  return Object.entries(strategy.matrix).reduce<Readonly<Record<string, unknown>>[]>(
    (before, [name, values]) => before.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

function together(all: readonly JobRan[]): JobRan {
  const result = all.some((one) => one.result === 'failure') ? 'failure' : 'success';
  const text = (of: 'log' | 'summary'): string => all.map((one) => one[of]).join('');
  return { result, outputs: all.at(-1)?.outputs ?? {}, log: text('log'), summary: text('summary') };
}

async function runJob(job: WorkflowJob, place: string, runner: Runner): Promise<JobRan> {
  mkdirSync(place, { recursive: true });
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  let [log, summary, result]: [string, string, Result] = ['', '', 'success'];
  for (const step of job.steps) {
    const context = { ...runner.context, steps };
    if (result === 'failure' && !(step.if !== undefined && isTrue(step.if, context))) continue;
    const files = { output: join(runner.folder, 'output'), summary: join(runner.folder, 'summary') };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const { ok, text } = await runStep(step, place, { ...runner, context }, files);
    log += text;
    summary += readFileSync(files.summary, 'utf8');
    if (step.id !== undefined) steps[step.id] = { outputs: pairsIn(readFileSync(files.output, 'utf8')) };
    if (!ok) result = 'failure';
  }
  const outputs = Object.entries(job.outputs ?? {}).map(([name, text]) => [
    name,
    filledIn(text, { ...runner.context, steps }),
  ]);
  return { result, outputs: Object.fromEntries(outputs) as Record<string, string>, log, summary };
}

function pairsIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

interface Done {
  readonly ok: boolean;
  readonly text: string;
}

async function runStep(
  step: Step,
  place: string,
  runner: Runner,
  files: { readonly output: string; readonly summary: string },
): Promise<Done> {
  if (step.run === undefined) return act(step, place, runner);
  const own = Object.entries(step.env ?? {}).map(([name, text]) => [
    name,
    filledIn(String(text), runner.context),
  ]);
  const env = {
    ...process.env,
    PATH: `${runner.bin}:${process.env['PATH'] ?? ''}`,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    ...(Object.fromEntries(own) as Record<string, string>),
  };
  // As a runner does for `shell: bash`.
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run];
  return new Promise((resolve) => {
    execFile('bash', args, { cwd: place, env }, (error, stdout, stderr) =>
      resolve({ ok: error === null, text: `$ ${step.run}\n${stdout}${stderr}` }),
    );
  });
}

function act({ uses = '', with: given = {} }: Step, place: string, runner: Runner): Done {
  const inputs = Object.fromEntries(
    Object.entries(given).map(([name, text]) => [name, filledIn(String(text), runner.context)]),
  );
  const kept = join(runner.folder, 'artifacts');
  const { name = '', pattern, path = '.' } = inputs;
  switch (/^actions\/([\w-]+)@/.exec(uses)?.[1] ?? '') {
    case 'checkout':
      cpSync(runner.repository, place, { recursive: true });
      return { ok: true, text: '' };
    case 'setup-node':
      return { ok: true, text: '' };
    case 'upload-artifact': {
      const from = join(place, path);
      const file = existsSync(from) && readFileOr(from) !== null ? [basename(path)] : [];
      if (existsSync(from)) cpSync(from, join(kept, name, ...file), { recursive: true });
      return { ok: true, text: '' };
    }
    case 'download-artifact': {
      const names = existsSync(kept) ? readdirSync(kept) : [];
      const wanted = pattern === undefined ? [name] : names.filter((one) => matches(one, pattern));
      const missing = wanted.filter((one) => !names.includes(one));
      for (const one of wanted)
        if (names.includes(one))
          cpSync(join(kept, one), pattern === undefined ? join(place, path) : join(place, path, one), {
            recursive: true,
          });
      return { ok: missing.length === 0, text: missing.map((one) => `no artifact ${one}\n`).join('') };
    }
    default:
      throw new Error(`nobody knows what ${uses} does`);
  }
}

/** Null for a folder. */
function readFileOr(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
