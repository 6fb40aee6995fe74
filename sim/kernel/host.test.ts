import test from 'ava';
import { afterContinuations } from './host.js';

for (const barrier of ['tick', 'immediate'] as const) {
  test.serial(
    `the barrier ${barrier} lets all microtasks run first, and the ones that these queue`,
    async (t) => {
      const log: string[] = [];
      await new Promise<void>((resolve) => {
        // As the kernel does: from a tick, where another tick would come before the microtasks.
        process.nextTick(() => {
          void (async () => {
            for (let hop = 0; hop < 50; hop += 1) await Promise.resolve();
            log.push('continuation');
          })();
          afterContinuations(barrier, {
            resume() {
              log.push('resumed');
              resolve();
            },
          });
        });
      });
      t.deepEqual(log, ['continuation', 'resumed']);
    },
  );
}

test.serial('a second barrier under way is refused: two simulations would be mixed up', async (t) => {
  await new Promise<void>((resolve) => {
    afterContinuations('tick', { resume: resolve });
    t.throws(() => afterContinuations('tick', { resume: () => undefined }));
  });
});
