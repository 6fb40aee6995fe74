/** What the figures say about the documents' own, in a sentence. The figures in it are measured, those of the documents quoted. */
import type { Remark } from '../../scenarios/harness/result/remarks.js';
import { counted, grouped } from '../blocks/format.js';

/** What the documents promise of a commit, and where. */
const DOCUMENTS_SAY = '1-5 ms (S0:L447, S2:L241)';

export function remarkSentence(remark: Remark): string {
  const { periodMs, commitMsMin, commitMsMax, count } = remark;
  const range =
    commitMsMin === commitMsMax ? grouped(commitMsMin) : `${grouped(commitMsMin)}-${grouped(commitMsMax)}`;
  return (
    `${counted(count, 'commit')} took ${range} ms, none less than the ready loop's period of ${grouped(periodMs)} ms: ` +
    `the documents' ${DOCUMENTS_SAY} are out of reach whatever the waiting strategy`
  );
}
