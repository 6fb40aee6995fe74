/**
 * Registrations on request, one after another: a leader's at start-up, an operator's as the cluster grows.
 */
import type { Wait } from '../../../broker-core/env.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Load } from '../../harness/definition/scenario.js';
import { choice, flag, int, ms, within } from '../../harness/settings/areas/knob.js';
import type { SettingsWith } from '../../harness/settings/table.js';
import { asked } from '../words/cluster.js';

const BEFORE_ASKING: Wait = { kind: 'sleep', label: 'client waits before it asks' };
const FIRST_ID = 101;
const FIRST_PORT = 9092;

export const REGISTER_KNOBS = {
  'register.ask': choice('leader', ['leader', 'follower'], 'Which broker is asked, n1 which leads, or n2.'),
  'register.count': int(3, within(1, 1000), 'How many brokers are registered, one after another.'),
  'register.times': int(1, within(1, 100), 'How often each is registered, as one that has restarted.'),
  'register.moves': flag(true, 'Whether one that has restarted listens at another port, or where it was.'),
  'register.afterMs': int(0, ms, 'Time between the begin of the load and the first request.'),
};

/**
 * The first client asks `register.ask` for `register.count` brokers, each `register.times` times, a new life
 * each time: at another port, or with `register.moves=false` where it was. These brokers have no processes.
 */
export const registerBrokers: Load<SettingsWith<typeof REGISTER_KNOBS>> = ({ settings, clients }, done) => {
  const [first] = clients;
  if (first === undefined) {
    done();
    return;
  }
  const to = asked(settings['register.ask']);
  const limitUs =
    settings['client.requestTimeoutMs'] === null ? 60_000_000 : settings['client.requestTimeoutMs'] * 1000;
  first.run(async (ctx) => {
    const afterUs = settings['register.afterMs'] * 1000;
    if (afterUs > 0) await sleep(ctx, afterUs, BEFORE_ASKING);
    for (let time = 0; time < settings['register.times']; time += 1) {
      for (let place = 0; place < settings['register.count']; place += 1) {
        const brokerId = FIRST_ID + place;
        const host = `n${String(brokerId)}`;
        const port = settings['register.moves'] ? FIRST_PORT + time : FIRST_PORT;
        const broker = { brokerId, host, port, incarnation: `${host}, life ${String(time + 1)}` };
        await first.client.registerBroker(ctx, to, broker, limitUs);
      }
    }
  }, done);
};
