import test from 'ava';
import { completeDiskConfig, DEFAULT_DISK_CONFIG } from '../../../sim/machine/disk/config.js';
import { completeNetworkConfig } from '../../../sim/machine/network/config.js';
import { resolveSettings } from '../settings/resolve.js';
import { listKnobs } from '../settings/table.js';
import { diskConfig, networkConfig } from './from-settings.js';

/** Settings with the least, or the most, that every number about a machine may be. */
function settingsAt(end: 'min' | 'max') {
  const set: Record<string, number> = {};
  for (const { name, [end]: value } of listKnobs()) {
    if (/^(disk|network)\./.test(name) && value !== undefined) set[name] = value;
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
