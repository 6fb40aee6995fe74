/* `npm test`: every check there is, each by the npm script of the same name, so that what fails here can be run alone.
   The build comes first; then the tests run beside the other checks, which take one core in turn. Each step ends in a
   line of the summary, also one that could not run. With --tap the tests report as TAP, and the last line is a count:
   `N passed, N failed`, where a failed step counts as one more failure. */
import { spawn } from 'node:child_process';

const withTap = process.argv.includes('--tap');
const otherChecks = ['purity', 'lint', 'layers', 'format:check'];

/** @typedef {{ name: string, outcome: 'ok' | 'FAILED' | 'not run', seconds: number, output: string }} Step */

const build = await run('build');
const [tests, ...others] = await Promise.all([runTests(), ...inTurn(otherChecks)]);
const steps = [build, ...others, tests];
summarize();

/** @returns {Promise<Step>} */
async function runTests() {
  if (build.outcome !== 'ok') return { name: 'test:only', outcome: 'not run', seconds: 0, output: '' };
  return withTap ? run('test:only', ['--', '--tap'], 'both') : run('test:only', [], 'show');
}

/**
 * @param {string[]} names
 * @returns {Promise<Step>[]}
 */
function inTurn(names) {
  /** @type {Promise<unknown>} */
  let before = Promise.resolve();
  return names.map((name) => {
    const step = before.then(() => run(name));
    before = step;
    return step;
  });
}

/**
 * @param {string} name of an npm script
 * @param {string[]} args for it
 * @param {'keep' | 'show' | 'both'} output what becomes of what it prints
 * @returns {Promise<Step>}
 */
function run(name, args = [], output = 'keep') {
  const startMs = performance.now();
  const child = spawn('npm', ['run', '--silent', name, ...args], {
    stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      text += chunk;
      if (output === 'both') process.stdout.write(chunk);
    });
  }
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ ok) => {
      const seconds = (performance.now() - startMs) / 1000;
      resolve({ name, outcome: ok ? 'ok' : 'FAILED', seconds, output: text });
    };
    child.on('error', (error) => {
      text += String(error);
      end(false);
    });
    child.on('close', (code) => {
      end(code === 0);
    });
  });
}

function summarize() {
  for (const step of steps) {
    if (step !== tests && step.outcome === 'FAILED') console.log(`\n--- ${step.name}\n${step.output.trim()}`);
  }
  console.log();
  for (const { name, outcome, seconds } of steps) {
    console.log(`${outcome.padEnd(7)}  ${name.padEnd(12)}  ${seconds.toFixed(1).padStart(5)} s`);
  }
  const stepsFailed = steps.filter((step) => step !== tests && step.outcome !== 'ok').length;
  if (stepsFailed > 0 || tests.outcome !== 'ok') process.exitCode = 1;
  if (withTap) printCounts(stepsFailed);
}

/** @param {number} stepsFailed */
function printCounts(stepsFailed) {
  const passed = tapCount('pass');
  let testsFailed = tapCount('fail');
  // A run without a test has checked nothing, and one that died may not have got as far as to count.
  if (testsFailed === 0 && (tests.outcome === 'FAILED' || (tests.outcome === 'ok' && passed === 0)))
    testsFailed = 1;
  const failed = stepsFailed + testsFailed;
  if (failed > 0) process.exitCode = 1;
  console.log(`\n${passed} passed, ${failed} failed`);
}

/** @param {string} word */
function tapCount(word) {
  return Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tests.output)?.[1] ?? 0);
}
