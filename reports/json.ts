/** A document as JSON, for a file or for stdout. */
import type { Capsule } from '../scenarios/result/capsule-types.js';
import type { CompareDocument } from '../scenarios/compare/compare-document.js';
import type { RunDocument } from '../scenarios/result/run-result.js';

/** Indented by two, with a line break at the end. */
export function toJson(document: RunDocument | CompareDocument | Capsule): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
