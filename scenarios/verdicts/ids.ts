/**
 * What the documents leave to be settled: their regressions (R), the latent bugs in the code that they quote
 * (L), and the places where they contradict each other or the code (E). Spec b, c and e.
 */

/** In the order of the specification. E5b is a contradiction that came up beside E5. */
export const VERDICT_IDS: readonly string[] = [
  ...numbered('R', 14),
  ...numbered('L', 30),
  ...numbered('E', 29).flatMap((id) => (id === 'E5' ? ['E5', 'E5b'] : [id])),
];

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${letter}${place + 1}`);
}
