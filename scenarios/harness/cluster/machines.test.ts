import test from 'ava';
import { completeDiskConfig, DEFAULT_DISK_CONFIG } from '../../../sim/machine/disk/config.js';
import { completeNetworkConfig } from '../../../sim/machine/network/config.js';
import { resolveSettings } from '../settings/resolve.js';
import { KNOB_NAMES, knobOf } from '../settings/table.js';
import { diskConfig, networkConfig } from './from-settings.js';

/** Settings with the least, or the most, that every number about a machine may be. */
function settingsAt(end: 'min' | 'max') {
  const set: Record<string, number> = {};
  for (const name of KNOB_NAMES.filter((knob) => /^(disk|network)\./.test(knob))) {
    const knob = knobOf(name);
    if (knob.type === 'int' || knob.type === 'number') set[name] = knob[end];
  }
  return resolveSettings({ set }).settings;
}

test('what a knob may be the machine takes: no setting that was accepted ends in an error of the harness', (t) => {
  for (const end of ['min', 'max'] as const) {
    const settings = settingsAt(end);
    t.notThrows(() => completeDiskConfig(diskConfig(settings)), end);
    t.notThrows(() => completeNetworkConfig(networkConfig(settings)), end);
  }
});

test('a cluster whose disks nobody described has the disks of the simulator', (t) => {
  const { syncJitter, ...described } = diskConfig(resolveSettings({}).settings);
  t.like(DEFAULT_DISK_CONFIG, described);
  t.deepEqual(syncJitter, { kind: 'uniform', minUs: 0, maxUs: DEFAULT_DISK_CONFIG.syncJitter.us });
});
