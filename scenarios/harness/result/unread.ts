/** Knobs that several runs were given, and that none of them read. */
export function unreadByAll(runs: readonly { readonly unread: readonly string[] }[]): readonly string[] {
  const [first, ...others] = runs;
  return (first?.unread ?? []).filter((name) => others.every(({ unread }) => unread.includes(name)));
}
