/** Commands of a client against a plain model. Not in the catalog: a property-based test says which commands. */
import { withKnobs, type Scenario } from '../harness/definition/scenario.js';
import { MODEL_KNOBS, modelLoad } from './workloads/model-load.js';

/**
 * A client creates, deletes and describes topics, produces, fetches, joins a group, polls and commits, as the
 * knob `model.steps` says, and holds each answer to a plain model of topics, logs and the group. Where they
 * disagree `no-assertion-fails` is violated; all invariants of the broker are held besides. A `stallgrind.config`
 * file that names it lets the command line replay it.
 */
export const modelCommands: Scenario = withKnobs({
  name: 'model-commands',
  doc: 'A client does what a list of commands says, and holds what it is told to a plain model.',
  source: 'none; for property-based tests',
  variant: 'reference',
  knobs: MODEL_KNOBS,
  settings: {
    'client.count': 1,
    'client.profile': 'java',
    'run.startMs': 1000,
    'consumerGroup.initialDelayMs': 0,
  },
  load: modelLoad,
  swarm: { activeMs: [1000, 4000] },
});
