/** A document as JSON, for a file or for stdout: indented by two, with a line break at the end. */
export function toJson(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
