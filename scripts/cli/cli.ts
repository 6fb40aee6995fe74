#!/usr/bin/env node
/** The command line. The check comes first and the rest is loaded after it: an old Node cannot even parse the rest. */
import '../check-node.cjs';

const { runCli } = await import('./main.js');
const { processIo, watchOutput } = await import('./support/io.js');
const layerUrl = new URL('../../scenarios/index.js', import.meta.url).href;
const { layer } = await import('../../scenarios/index.js');

watchOutput();
process.exitCode = await runCli(process.argv.slice(2), { io: processIo(), layer, layerUrl });
