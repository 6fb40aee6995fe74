/* Says in one line that this Node is too old, before anything that an old Node cannot even parse is loaded.
   Loading the file is the check: `node scripts/check-node.cjs`, or `import './check-node.cjs'` ahead of a lazy import of the rest.
   Plain old JavaScript on purpose: it has to run where the rest does not. */
'use strict';

/** The oldest Node that runs this, as in package.json under engines. */
var needed = [20, 19, 0];

/**
 * @param {string} version as process.version gives it: v18.20.8
 * @returns {string | undefined} what is wrong with it, or nothing
 */
function complaint(version) {
  var found = version.replace(/^v/, '').split('.').map(Number);
  for (var i = 0; i < needed.length; i++) {
    var has = Number(found[i]);
    var wants = Number(needed[i]);
    if (has > wants) return undefined;
    if (has < wants) return 'stallgrind needs Node >= ' + needed.join('.') + ', this is ' + version;
  }
  return undefined;
}

var message = complaint(process.version);
if (message !== undefined) {
  console.error(message);
  process.exit(1);
}

module.exports = { complaint: complaint };
