/** `stallgrind/run@1`: a result as one JSON document. */
import { RUN_SCHEMA, type RunDocument, type RunResult } from './run-result.js';

/** The schema stands first; requests and notes, which may be many, only on demand. */
export function runDocument(result: RunResult, options: { readonly requests: boolean }): RunDocument {
  const { evidence: _evidence, requests, notes, ...document } = result;
  const history = options.requests ? { requests, notes } : {};
  return { schema: RUN_SCHEMA, ...document, ...history };
}
