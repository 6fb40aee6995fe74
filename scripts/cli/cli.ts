#!/usr/bin/env node
/** The command line. The rest is loaded after the check: an old Node cannot even parse it. */
import module from 'node:module';
import '../check-node.cjs';

// From Node 22.8 on, the next start need not compile the same files again. The types are those of Node 20.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { runCli, reportError } = await import('./main.js');
const { findConfig } = await import('./support/load-layer.js');
const { processIo, watchOutput } = await import('./support/io.js');
const { LAYER_URL } = await import('./support/installed.js');
const { loadLayer } = await import('./support/load-layer.js');

watchOutput();
const io = processIo();
// Whatever the config file says: who asks for help may have one that is broken.
const asksForHelp = /^(-h|--help|help|-V|--version)$/.test(process.argv[2] ?? '--help');
try {
  const layerSource = { url: LAYER_URL.href, configFile: asksForHelp ? null : findConfig(process.cwd()) };
  const layer = await loadLayer(layerSource);
  process.exitCode = await runCli(process.argv.slice(2), { io, layer, layerSource });
} catch (error) {
  process.exitCode = reportError(error, io);
}
