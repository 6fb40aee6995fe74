import type { FollowerWait } from './follower-wait.js';

/** The client is told to ask again, and waits there. */
export const noFollowerWait: FollowerWait = () => Promise.resolve(false);
