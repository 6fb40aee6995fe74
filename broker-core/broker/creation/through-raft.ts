import type { OpenLeaderWrite } from './leader-write.js';

/** The log is the only way into the image. */
export const throughRaft: OpenLeaderWrite = (_env, _options, done) =>
  done({
    ok: true,
    begin: ({ writer }) => ({
      create: (ctx, port, topic, createWait) => createWait(ctx, port, topic),
      takeForwarded: (ctx, command) => writer.propose(ctx, command),
    }),
  });
