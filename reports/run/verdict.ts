/** How a run ended, in a line. */
import type { RunDocument } from '../../scenarios/harness/result/run-result.js';
import type { Verdict } from '../../scenarios/harness/result/verdict.js';
import type { Tone } from '../blocks/block.js';
import { counted, grouped } from '../blocks/format.js';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  violated: 'VIOLATED',
  stalled: 'STALLED',
  nondeterministic: 'NOT DETERMINISTIC',
  harnessError: 'HARNESS ERROR',
};

/** Two programs that differ have proved nothing of determinism. */
export function verdictWord(run: RunDocument): string {
  const isOther = run.verdict === 'nondeterministic' && run.difference.otherProgram !== undefined;
  return isOther ? 'ANOTHER RUN' : VERDICT_WORDS[run.countsAs];
}

export function verdictTone(verdict: Verdict): Tone {
  if (verdict === 'passed') return 'good';
  return verdict === 'stalled' ? 'warn' : 'bad';
}

/** What there is to say beside the verdict on what was not expected; empty for a run that passed. */
export function verdictDetail(run: RunDocument): string {
  switch (run.verdict) {
    case 'passed':
      return '';
    case 'violated':
    case 'stalled': {
      const first = run.violations.find(({ invariant }) => !run.asExpected.includes(invariant));
      if (first !== undefined) return `${first.invariant} at ${grouped(first.atMs)} ms: ${first.detail}`;
      if (run.countsAs === 'passed' || run.stall === null) return '';
      return `${run.stall.reason}: ${run.stall.detail}`;
    }
    case 'nondeterministic':
      return differenceSentence(run.difference);
    case 'harnessError':
      return run.error.message;
  }
}

/**
 * `as expected: violated log-matching (3 times), stalled; first at 5 ms: …`; null if nothing was that
 * happened.
 */
export function expectedSentence(run: RunDocument): string | null {
  const met = run.asExpected;
  const words = met.map((name) => {
    if (name === 'stalled') return name;
    const times = run.violations.filter(({ invariant }) => invariant === name).length;
    return `violated ${name}${times === 1 ? '' : ` (${grouped(times)} times)`}`;
  });
  if (words.length === 0) return null;
  const first = run.violations.find(({ invariant }) => met.includes(invariant));
  const example = first === undefined ? '' : `; first at ${grouped(first.atMs)} ms: ${first.detail}`;
  return `as expected: ${words.join(', ')}${example}`;
}

type Difference = Extract<RunDocument, { verdict: 'nondeterministic' }>['difference'];

/** Names the first event that differs, or the stretch it lies in, or the hashes, as far as it is known. */
export function differenceSentence(difference: Difference): string {
  const { otherProgram } = difference;
  const where = whereTheyPart(difference);
  return otherProgram === undefined ? where : `${otherProgram}: ${where}`;
}

function whereTheyPart({ event, stretch, firstHash, secondHash }: Difference): string {
  if (event !== null)
    return `event ${grouped(event.event)} differs: first ${event.first}; then ${event.second}`;
  const hashes = `hash ${firstHash}, then ${secondHash}`;
  if (stretch === null) return `${hashes}; no checkpoints tell where they part`;
  const { fromEvent, toEvent } = stretch;
  const length = toEvent - fromEvent + 1;
  return `${hashes}; they part within the ${counted(length, 'event')} from event ${grouped(fromEvent)} on`;
}
