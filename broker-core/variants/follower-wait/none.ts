import type { FollowerWait } from '../../topics/follower-wait.js';

/** The client is told to ask again, and waits there. */
export const noFollowerWait: FollowerWait = () => Promise.resolve(false);
