import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync(process.execPath, ['--enable-source-maps', 'build/main.js'], {
  encoding: 'utf8',
});
const named = /MissedEnter[^]*main\.ts:\d+/.test(stdout);
console.log(`${named ? 'ok' : 'NOT SO'}: the place is named`);
if (!named) {
  console.log(stdout, stderr);
  process.exitCode = 1;
}
