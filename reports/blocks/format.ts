/** Numbers as people read them. Always the same, whatever the machine's locale. */

/** `20,003.25`: thousands apart, three decimals at most. */
export function grouped(value: number): string {
  const [whole = '0', decimals] = String(Math.round(Math.abs(value) * 1000) / 1000).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 ? '-' : '';
  return decimals === undefined ? `${sign}${digits}` : `${sign}${digits}.${decimals}`;
}

/** `20,003.25 ms`. */
export function milliseconds(value: number): string {
  return `${grouped(value)} ms`;
}

/** With its sign, for differences: `+1.5`, `-20`, `0`. */
export function signed(value: number): string {
  return value > 0 ? `+${grouped(value)}` : grouped(value);
}

/** Of 0..1: `25.0 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A figure that may be missing: `-`. */
export function orDash(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : grouped(value);
}

/** `1 request`, `2 requests`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `█████` as long as the share, of `width` cells; a sliver for what is not quite nothing. */
export function shareBar(share: number, width: number): string {
  const cells = Math.round(share * width);
  if (cells > 0) return '█'.repeat(Math.min(cells, width));
  return share > 0 ? '▏' : '';
}

/** The first `max` of them, and how many are left out. */
export function capped<T>(
  items: readonly T[],
  max: number,
): { readonly shown: readonly T[]; readonly leftOut: number } {
  return { shown: items.slice(0, max), leftOut: Math.max(0, items.length - max) };
}
