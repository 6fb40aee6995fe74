import { brokerNames } from '../harness/cluster/from-settings.js';
import { withKnobs } from '../harness/definition/scenario.js';
import { int, ms } from '../harness/settings/areas/knob.js';
import { topicReady } from './words/cluster.js';
import { produceLoad } from './workloads/produce-load.js';

/**
 * A client has one record in flight, so each failure costs it a whole message time-out T. Of a load of D whose
 * brokers stop at t, clients x ceil((D - s) / T) records fail, where s is when the record in flight at t was
 * sent: a produce's latency before t at most. Where (D - t) / T is a whole number, that is one more for each
 * record that was under way. With `client.inFlight` a client has as many of them.
 */
export const loadThenHang = withKnobs({
  name: 'load-then-hang',
  doc: 'Every broker stops in the middle of a load, for good: the clients go on for as long as they were told.',
  source: 'S1:L150-159 (29 msg/s, 643 failures); RAFT_CLUSTER_FIX_PLAN_v2.2.8.md:680 (five minutes) @893843d',
  variant: 'poll-50ms',
  knobs: {
    'hang.afterMs': int(5000, ms, 'Time from `run.startMs`, when the load begins, until every broker stops.'),
  },
  isOfBenchmarkTool: true,
  settings: {
    'client.count': 128,
    'client.messages': 10_000_000,
    'client.forMs': 300_000,
    'client.profile': 'librdkafka',
    'client.acks': '1',
    // As the tool sets them (cli.rs:37-77 @893843d).
    'client.deliveryTimeoutMs': 60_000,
    'client.requestTimeoutMs': 30_000,
    'client.recordBytes': 256,
    'topic.partitions': 3,
    // A longer load is cut short there. Waiting for it costs nothing.
    'run.untilMs': 7_200_000,
  },
  topics: topicReady('hang'),
  faults: (settings) => [
    {
      id: 'brokers-stop',
      type: 'pause',
      target: brokerNames(settings),
      atMs: settings['run.startMs'] + settings['hang.afterMs'],
    },
  ],
  load: produceLoad({ topicOf: () => 'hang' }),
});
