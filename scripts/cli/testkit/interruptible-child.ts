/**
 * The real command line in a process of its own, which says on stderr when Ctrl-C is listened for: `begun`.
 */
import { layer } from '../../../scenarios/index.js';
import { runCli } from '../main.js';
import { processIo } from '../support/io.js';

const io = processIo();
const url = new URL('../../../scenarios/index.js', import.meta.url).href;
process.exitCode = await runCli(process.argv.slice(2), {
  io: {
    ...io,
    onInterrupt: (interrupted) => {
      const ignore = io.onInterrupt(interrupted);
      io.stderr('begun\n');
      return ignore;
    },
  },
  layer,
  layerSource: { url, configFile: null },
});
