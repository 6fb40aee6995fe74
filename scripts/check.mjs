/* `npm test`: every check there is, each by the npm script of the same name, so that what fails here can be run alone.
   The build comes first; then the tests run beside the other checks, which take one core in turn. Each step ends in a
   line of the summary, also one that could not run. The last line is a count, `N passed, N failed`, in which a failed
   step is one more failure. `--fast` is for the inner loop: the build, what takes seconds, and the tests without the
   catalog, the verdicts and the command line. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const isFast = process.argv.includes('--fast');
const testsScript = isFast ? 'test:quick' : 'test:only';
const otherChecks = isFast
  ? ['layers', 'unused']
  : ['purity', 'lint', 'layers', 'unused', 'api:check', 'format:check'];

/** @typedef {{ name: string, outcome: 'ok' | 'FAILED' | 'not run', seconds: number, output: string }} Step */

const build = await run('build');
const [tests, ...others] = await Promise.all([runTests(), ...inTurn(otherChecks)]);
const steps = [build, ...others, tests];
summarize();

/** @returns {Promise<Step>} */
async function runTests() {
  if (build.outcome !== 'ok') return { name: testsScript, outcome: 'not run', seconds: 0, output: '' };
  return run(testsScript, process.stdout.isTTY ? ['--', '--color'] : [], true);
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
 * @param {boolean} isShown as it comes, instead of being kept for when it fails
 * @returns {Promise<Step>}
 */
function run(name, args = [], isShown = false) {
  const startMs = performance.now();
  const child = spawn('npm', ['run', '--silent', name, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      text += chunk;
      if (isShown) process.stdout.write(chunk);
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
  const { passed, failed } = countTests();
  if (stepsFailed + failed > 0) process.exitCode = 1;
  console.log(`\n${passed} passed, ${stepsFailed + failed} failed`);
}

/* Ava sums up only what failed, if anything did, and its TAP reporter dies of the tests that it should report as timed
   out: so its lines for single tests are counted. */
function countTests() {
  const lines = stripVTControlCharacters(tests.output).split('\n');
  const passed = lines.filter((line) => /^ {2}✔ /.test(line)).length;
  const failed = lines.filter((line) => /^ {2}✘ \[fail\]: /.test(line)).length;
  // A run without a test has checked nothing; one that died, or threw outside its tests, may show none that
  // failed.
  const isInVain = tests.outcome === 'FAILED' || (tests.outcome === 'ok' && passed === 0);
  return { passed, failed: isInVain ? Math.max(failed, 1) : failed };
}
