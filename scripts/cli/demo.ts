/**
 * `npm start`: one topic creation that goes wrong, under the waits of the documents and under the design as
 * it should be, with the same seed and schedule of faults.
 */
import '../check-node.cjs';

const { runDemo } = await import('./run-demo.js');
const { processIo, watchOutput } = await import('./support/io.js');
const { layer } = await import('../../scenarios/index.js');

watchOutput();
process.exitCode = await runDemo(processIo(), layer);
