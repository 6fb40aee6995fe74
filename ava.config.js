/** Rooms that take long begin first, so that both cores are busy to the end. */
const longest = [
  /verdicts-/,
  /scenarios-catalog/,
  /scenarios-harness/,
  /replay-lines/,
  /scripts/,
  /raft|partition/,
];

/** @param {string} file */
function place(file) {
  const found = longest.findIndex((name) => name.test(file));
  return found === -1 ? longest.length : found;
}

export default {
  files: ['dist/**/*.test.js'],
  concurrency: 2,
  timeout: '120s',
  nodeArguments: ['--enable-source-maps'],
  /** @param {string} a @param {string} b */
  sortTestFiles: (a, b) => place(a) - place(b),
};
