/** Bugs in the controller: who is live, and who says so. */
import { ofArea } from '../form/mutant.js';
import * as brokers from '../plants/brokers.js';

const CONTROLLER = 'broker-core/broker/membership/controller.ts';

export const controllerMutants = ofArea('controller', [
  {
    name: 'deposed-controller-judges',
    broken: 'A controller that was deposed goes on judging brokers.',
    caughtBy: ['deposed-controller-has-no-effect'],
    strategies: brokers.deposedJudges,
  },
  {
    name: 'fenced-as-soon-as-live',
    broken: 'A controller has each broker fenced as soon as it is live again.',
    caughtBy: ['fencing-does-not-flap'],
    strategies: brokers.fencedAgain,
  },
  {
    name: 'sessions-of-the-last-reign',
    broken: 'A new controller counts sessions from when it last led.',
    caughtBy: ['session-begins-with-a-reign'],
    edits: [
      {
        file: CONTROLLER,
        find: 'isNew || lateUs >= config.heartbeatUs',
        replace: 'lateUs >= config.heartbeatUs',
      },
    ],
  },
]);
