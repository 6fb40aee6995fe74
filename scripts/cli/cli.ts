#!/usr/bin/env node
/** The command line. The check comes first and the rest is loaded after it: an old Node cannot even parse the rest. */
import module from 'node:module';
import '../check-node.cjs';

// From Node 22.8 on, the next start need not compile the same files again. The types are those of Node 20.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { runCli } = await import('./main.js');
const { processIo, watchOutput } = await import('./support/io.js');
const { LAYER_URL } = await import('./support/installed.js');
const { layer } = await import('../../scenarios/index.js');

watchOutput();
process.exitCode = await runCli(process.argv.slice(2), { io: processIo(), layer, layerUrl: LAYER_URL.href });
