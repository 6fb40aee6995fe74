import test from 'ava';
import fc from 'fast-check';
import {
  acknowledgesBeforeSync,
  forgetsDirectorySync,
  forgetsHeaderRewrite,
  forgetsToRewrite,
  forgetsToTruncate,
  retriesFailedSync,
  trustsWithoutChecksum,
} from './testkit/lies.js';
import {
  judgeEveryCrash,
  judgeEveryFault,
  judgeIdempotence,
  judgeRecovery,
  type Verdict,
} from './testkit/judge.js';
import { commands, SMALL, type Command } from './testkit/script.js';
import type { DiskFault } from './testkit/world.js';

/**
 * Each test plants a defect that the checks of `crash.test.ts` and `fence.test.ts` have to notice within a
 * few scripts.
 */
function firstVerdict(judge: (script: readonly Command[]) => Verdict | null): Verdict | null {
  for (const script of fc.sample(commands, { numRuns: 20, seed: 1 })) {
    const verdict = judge(script);
    if (verdict !== null) return verdict;
  }
  return null;
}

const failSyncOnce =
  (atOperation: number): DiskFault =>
  (operation, _path, count) =>
    operation === 'sync' && count === atOperation ? { ok: false, code: 'EIO' } : null;

test('acknowledging before the sync is caught', (t) => {
  // One segment: otherwise recovery may notice first, by a hole before the next segment, and refuse.
  const options = { ...SMALL, segmentBytesMax: 1_000_000 };
  const fate = { options, wrapDisk: acknowledgesBeforeSync };
  const verdict = firstVerdict((script) => judgeEveryCrash(script, judgeRecovery, fate));
  t.regex(verdict?.fault ?? '', /was acknowledged/);
});

test('not syncing the directory is caught', (t) => {
  const verdict = firstVerdict((script) =>
    judgeEveryCrash(script, judgeRecovery, { wrapDisk: forgetsDirectorySync }),
  );
  t.regex(verdict?.fault ?? '', /was acknowledged|are missing/);
});

test('acknowledging what is in a file without a name is caught, where the first commit has to see to the name', (t) => {
  const options = { ...SMALL, createdBy: 'firstCommit' } as const;
  const verdict = firstVerdict((script) =>
    judgeEveryCrash(script, judgeRecovery, { options, wrapDisk: forgetsDirectorySync }),
  );
  t.regex(verdict?.fault ?? '', /was acknowledged|are missing/);
});

test('a recovery that writes the first batch once more, and not the header before it, is caught', (t) => {
  const options = { ...SMALL, createdBy: 'firstCommit' } as const;
  const verdict = firstVerdict((script) =>
    judgeEveryFault(script, (ended, seed) => judgeRecovery(ended, seed, forgetsHeaderRewrite), failSyncOnce, {
      options,
    }),
  );
  t.is(verdict?.survival, 'all');
  t.regex(verdict?.fault ?? '', /was acknowledged|refused/);
});

test('trusting a record whatever its checksum is caught', (t) => {
  const verdict = firstVerdict((script) =>
    judgeEveryCrash(script, (crashed, seed) => judgeRecovery(crashed, seed, trustsWithoutChecksum)),
  );
  t.regex(verdict?.fault ?? '', /is not what was written|was never written/);
});

test('leaving a torn tail in place is caught', (t) => {
  const verdict = firstVerdict((script) =>
    judgeEveryCrash(script, (crashed, seed) => judgeIdempotence(crashed, seed, forgetsToTruncate)),
  );
  t.is(verdict?.fault, 'something was left to mend');
});

test('trying a failed sync again and acknowledging after it is caught', (t) => {
  const verdict = firstVerdict((script) =>
    judgeEveryFault(script, judgeRecovery, failSyncOnce, { wrapDisk: retriesFailedSync }),
  );
  t.regex(verdict?.fault ?? '', /was acknowledged|are missing|refused/);
});

test('taking for durable what a failed sync left in the page cache is caught', (t) => {
  const verdict = firstVerdict((script) =>
    judgeEveryFault(script, (ended, seed) => judgeRecovery(ended, seed, forgetsToRewrite), failSyncOnce),
  );
  t.is(verdict?.survival, 'all');
  t.regex(verdict?.fault ?? '', /was acknowledged|refused/);
});
