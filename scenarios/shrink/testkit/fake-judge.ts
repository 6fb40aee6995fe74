/** A judge that runs nothing: what holds is said by a function of the case. */
import type { FaultEntry } from '../../../sim/faults/entry.js';
import { choice, int } from '../../harness/settings/areas/knob.js';
import type { GivenSettings } from '../../harness/settings/table.js';
import { keyOf, type JudgedCase, type ShrinkCase, type ShrinkSubject } from '../case/case.js';
import { shrink, type Shrunk } from '../shrink.js';

const range = { min: 0, max: 10_000 };
const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];

export const fakeSubject: ShrinkSubject = {
  knobs: {
    messages: int(1, range, 'How many.'),
    nodes: int(3, { min: 1, max: 5 }, 'How many.'),
    delayUs: int(500, range, 'How long.'),
    mode: choice('plain', ['plain', 'odd'], 'Which.'),
    'run.untilMs': int(600_000, { min: 1, max: 600_000 }, 'How long.'),
  },
  base: { messages: 1600, nodes: 5, delayUs: 500, mode: 'plain', 'run.untilMs': 600_000 },
  sizes: ['messages', 'nodes'],
  bounds: ['run.untilMs'],
  nodesOf: (set) => NODES.slice(0, Number(set['nodes'] ?? 5)),
  idle: new Set(),
};

export interface FakeRun {
  /** Each case that was judged, once for each time. */
  readonly judged: readonly ShrinkCase[];
  readonly shrunk: Shrunk;
}

export interface FakeOptions {
  /** Default: 1. */
  readonly jobs?: number;
  /** Turns of the event loop that the answer for a case takes. Default: none. */
  readonly turnsOf?: (key: string) => number;
  readonly subject?: ShrinkSubject;
  /** Stops after so many. Default: never. */
  readonly casesMax?: number;
  /** When it happened. Default: nobody can say. */
  readonly heldAtMs?: number;
  /** When its run is over. Default: at its bound. */
  readonly endedAtMs?: number | ((one: ShrinkCase) => number);
  readonly unread?: readonly string[];
}

export async function shrinkFake(
  start: ShrinkCase,
  holds: (one: ShrinkCase) => boolean,
  options: FakeOptions = {},
): Promise<FakeRun> {
  const { jobs = 1, turnsOf = () => 0, subject = fakeSubject, casesMax = Infinity } = options;
  const { heldAtMs = null, unread = [] } = options;
  const judged: ShrinkCase[] = [];
  const { endedAtMs = Infinity } = options;
  const lengthOf = (one: ShrinkCase): number => (typeof endedAtMs === 'number' ? endedAtMs : endedAtMs(one));
  const ran = (one: ShrinkCase): JudgedCase['judged'] => ({
    holds: holds(one),
    heldAtMs,
    endedAtMs: Math.min(lengthOf(one), Number(one.set['run.untilMs'] ?? 600_000)),
    unread,
  });
  const judge = async (one: ShrinkCase): Promise<JudgedCase['judged']> => {
    judged.push(one);
    for (let turns = turnsOf(keyOf(one)); turns > 0; turns -= 1)
      await new Promise((resolve) => setImmediate(resolve));
    return ran(one);
  };
  const isStopped = (): boolean => judged.length >= casesMax;
  const shrunk = await shrink({ case: start, judged: ran(start) }, subject, { judge, jobs, isStopped });
  return { judged, shrunk };
}

/** So many crashes, of nodes in turn, at odd times. */
export function crashes(count: number): readonly FaultEntry[] {
  return Array.from({ length: count }, (_, place): FaultEntry => {
    const atMs = 1000 + place * 137.251;
    const id = `f${place + 1}`;
    const target = NODES[place % NODES.length] ?? 'n1';
    return { id, type: 'crash', target, loses: 'sectors', atMs, untilMs: Math.round(atMs + 900) + 0.003 };
  });
}

export function idsOf({ faults }: ShrinkCase): readonly string[] {
  return faults.map(({ id }) => id);
}

export function caseOf(faults: readonly FaultEntry[], set: GivenSettings = {}): ShrinkCase {
  return { faults, set };
}
