import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';

/** Runs a script of npm: it ends with 0 if all is well, else with 1; of what was asked wrongly it says one line. */
export async function runScript(main: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}
