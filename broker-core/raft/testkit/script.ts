import type { Raft } from '../index.js';
import { createCluster, deliverAt, nodeById, settle, type Cluster } from './cluster.js';
import type { TestDriver } from './driver.js';
import { formatDisk, formatMessage, formatStatus } from './format.js';
import { Narrator } from './narrator.js';
import { SafetyChecker } from './safety.js';

/**
 * Runs a script and returns it with the output that it gives now.
 *
 * A line that starts with `> ` is a command; what follows it, up to the next command, comment (`#`) or empty
 * line, is its output. The first command is `cluster`. `testdata/README.md` lists the commands.
 */
export function rewriteScript(script: string): string {
  const lines: string[] = [];
  let run: ScriptRun | null = null;
  for (const line of script.split('\n')) {
    if (line === '' || line.startsWith('#')) lines.push(line);
    if (!line.startsWith('> ')) continue;
    const [verb = '', ...args] = line.slice(2).split(' ');
    if (verb === 'cluster') run = startCluster(args);
    if (run === null) throw new Error('a script starts with: > cluster');
    lines.push(line, ...runCommand(run, verb, args));
  }
  return lines.join('\n');
}

interface ScriptRun {
  readonly cluster: Cluster;
  readonly narrator: Narrator;
}

function startCluster([nodeCount = '3', ...flags]: readonly string[]): ScriptRun {
  const narrator = new Narrator(new SafetyChecker());
  const cluster = createCluster(
    {
      nodeCount: Number(nodeCount),
      mode: flags.includes('async') ? 'async' : 'sync',
      preVote: flags.includes('prevote'),
      checkQuorum: flags.includes('checkquorum'),
      appendBytesMax: flags.includes('one-entry') ? 1 : 1_000,
      // n1 campaigns after 10 ticks, n2 after 11, and so on.
      drawElectionTicks: (nodeIndex, lowTicks) => lowTicks + nodeIndex,
    },
    narrator,
  );
  return { cluster, narrator };
}

function runCommand(run: ScriptRun, verb: string, args: readonly string[]): readonly string[] {
  const { cluster, narrator } = run;
  narrator.isBrief = verb === 'settle';
  try {
    const said = runVerb(cluster, verb, args, () => narrator.checker.check(cluster));
    narrator.checker.check(cluster);
    return [...narrator.takeLines(), ...said];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? ` ${String(error.code)}` : '';
    return [...narrator.takeLines(), `! ${error.name}${code}: ${error.message}`];
  }
}

function runVerb(
  cluster: Cluster,
  verb: string,
  args: readonly string[],
  check: () => void,
): readonly string[] {
  const [first = '', second = ''] = args;
  switch (verb) {
    case 'cluster':
      return [];
    case 'settle':
      settle(cluster, 2_000, check);
      return [];
    case 'deliver':
    case 'drop':
      return moveMessages(cluster, verb, first, check);
    case 'messages':
      return cluster.inFlight.map(formatMessage);
    case 'cut':
    case 'mend':
      setCut(cluster, verb, first, second);
      return [];
    case 'status':
      return nodesNamed(cluster, first).flatMap(({ id, raft }) =>
        raft === null ? [`${id} is down`] : formatStatus(raft.status()),
      );
    case 'disk':
      return nodesNamed(cluster, first).map((node) => `${node.id} ${formatDisk(node.disk)}`);
    case 'write':
      for (const node of nodesNamed(cluster, first)) node.finishWrite();
      return [];
    default:
      return runNodeVerb(nodeById(cluster, first), verb, args.slice(1));
  }
}

function runNodeVerb(
  node: TestDriver,
  verb: string,
  [first = '', ...rest]: readonly string[],
): readonly string[] {
  switch (verb) {
    case 'crash':
      node.crash(Number(first));
      return [];
    case 'restart':
      node.restart();
      return [];
    case 'compact':
      node.compact(Number(first));
      return [];
    case 'load':
      loadDisk(node, Number(first), rest.map(Number));
      return [];
    case 'tick':
      for (let i = 0; i < Number(first); i += 1) node.poke((raft) => raft.tick());
      return [];
    default:
      return node.isOpen
        ? poke(node, (raft) => runRaftVerb(raft, verb, first))
        : [`${node.id} takes no input`];
  }
}

function runRaftVerb(raft: Raft, verb: string, argument: string): readonly string[] {
  switch (verb) {
    case 'campaign':
      raft.campaign();
      return [];
    case 'propose': {
      const { type, ...detail } = raft.propose(Uint8Array.from(argument, (letter) => letter.charCodeAt(0)));
      return [`${type} ${Object.values(detail).join('/')}`];
    }
    case 'transfer':
      raft.transferLeadership(argument);
      return [];
    case 'unreachable':
      raft.reportUnreachable(argument);
      return [];
    case 'snapshot-failed':
      raft.reportSnapshot(argument, false);
      return [];
    default:
      throw new Error(`no command ${verb}`);
  }
}

function poke(node: TestDriver, input: (raft: Raft) => readonly string[]): readonly string[] {
  let said: readonly string[] = [];
  node.poke((raft) => {
    said = input(raft);
  });
  return said;
}

/** Moves what is in flight now, on all links or on one (`n1>n2`); what that brings about stays in flight. */
function moveMessages(
  cluster: Cluster,
  verb: 'deliver' | 'drop',
  link: string,
  check: () => void,
): readonly string[] {
  const chosen = cluster.inFlight.filter(({ from, to }) => link === '' || link === `${from}>${to}`);
  for (const message of chosen) {
    const at = cluster.inFlight.indexOf(message);
    if (verb === 'drop') cluster.inFlight.splice(at, 1);
    else deliverAt(cluster, at);
    check();
  }
  return chosen.length === 0 ? ['nothing in flight'] : [];
}

function setCut(cluster: Cluster, verb: 'cut' | 'mend', a: string, b: string): void {
  for (const link of [`${a}>${b}`, `${b}>${a}`]) {
    if (verb === 'cut') cluster.cuts.add(link);
    else cluster.cuts.delete(link);
  }
}

function nodesNamed(cluster: Cluster, id: string): readonly TestDriver[] {
  return id === '' ? cluster.nodes : [nodeById(cluster, id)];
}

/** Puts a log of the given terms on the disk of a node and starts it from there. */
function loadDisk(node: TestDriver, term: number, entryTerms: readonly number[]): void {
  node.crash(0);
  node.disk.hardState = { term, votedFor: null, commitIndex: 0 };
  node.disk.entries = entryTerms.map((entryTerm, i) => ({
    term: entryTerm,
    index: i + 1,
    data: new Uint8Array(0),
  }));
  node.restart();
}
