/**
 * A store that is no broker: `npx stallgrind run key-value-store` gives it the faults, reports and replays
 * that the broker has.
 */
import { defineConfig } from 'stallgrind';
import { store } from './src/app.ts';

export default defineConfig({ scenarios: [store] });
