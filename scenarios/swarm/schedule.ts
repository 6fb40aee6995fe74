/**
 * A schedule of one seed: some types of faults and not the others, at times and at marks, all of which end.
 */
import type { FaultEntry, FaultSchedule, FaultType, MarkedMoment } from '../../sim/faults/entry.js';
import { raftTickMs } from '../harness/cluster/from-settings.js';
import { LOSING } from '../harness/definition/damages.js';
import type { Scenario } from '../harness/definition/scenario.js';
import type { Settings } from '../harness/settings/table.js';
import { takesData } from './atlas.js';
import type { Draws } from './draws.js';
import { FAULTS, type AnyFault, type Cast } from './faults.js';
import { drawPattern, type Waits } from './patterns.js';

/** Share of the types that a seed uses. */
const TYPE_ON = 0.35;
const FAULTS_MAX = 14;
/** A fault lasts so long at least and at most, and until all are over. */
const FAULT_MS = [30, 8000] as const;
/** Of those that begin at a mark; the others begin at a time. */
const MARKED = 0.15;
/** Of those before the load, while topics are set up. */
const EARLY = 0.06;
/** Of those that come soon after the load has begun: some loads are done within milliseconds. */
const SOON = 0.4;

/** Share of the seeds that have patterns of faults too, and how many at most. */
const PATTERNED = 0.4;
const PATTERNS_MAX = 2;

export const TYPES = Object.keys(FAULTS) as readonly FaultType[];

/** What a schedule is drawn for. */
export interface Stage {
  readonly cast: Cast;
  /** Types of faults that may be drawn. */
  readonly types: readonly FaultType[];
  /** From when on there are faults, and for how long; all are over by then. */
  readonly startMs: number;
  readonly activeMs: number;
  readonly marks: readonly string[];
  /** Null for a system that does not say what it waits for: it has no patterns. */
  readonly waits: Waits | null;
  /** A fault that may stop a broker for good begins no earlier; 0: whenever it comes. */
  readonly stoppingFromMs: number;
}

export function drawSchedule(draws: Draws, stage: Stage): FaultSchedule {
  const { startMs, activeMs, marks, stoppingFromMs } = stage;
  const types = typesOf(draws, stage.types);
  const cast = types.some((type) => LOSING.includes(type)) ? confined(stage.cast) : stage.cast;
  const count = types.length === 0 ? 0 : draws.int('faults', 0, FAULTS_MAX);
  const single = Array.from({ length: count }, (_, place): FaultEntry | null => {
    const id = `f${String(place + 1)}`;
    if (!draws.keeps(id)) return null;
    const fault = FAULTS[draws.pick(`${id} type`, types)](draws, id, cast);
    return fault === null ? null : timed(draws, id, fault, { startMs, activeMs, marks });
  })
    .filter((entry) => entry !== null)
    .filter((entry) => !mayStop(entry) || (entry.atMs ?? Infinity) >= stoppingFromMs);
  return [...single, ...patternsOf(draws, { ...stage, cast })];
}

function patternsOf(draws: Draws, { cast, types, startMs, activeMs, waits }: Stage): FaultSchedule {
  if (waits === null || !draws.chance('patterned', PATTERNED)) return [];
  const scene = { cast, waits, fromMs: 0, untilMs: startMs + activeMs };
  return Array.from({ length: draws.int('patterns', 1, PATTERNS_MAX) }, (_, place) => {
    const id = `p${String(place + 1)}`;
    if (!draws.keeps(id)) return [];
    return drawPattern(draws, id, beginning(draws, id, startMs, activeMs), scene);
  })
    .flat()
    .filter(({ id, type }) => types.includes(type) && draws.keeps(`part ${id}`));
}

/**
 * With a broker that has stopped before it ever registered, the cluster of the run never is. Where its disk
 * failed or was full it stays down, too, if it stops only just after that has ended: only the heal starts it.
 */
function mayStop(entry: FaultEntry): boolean {
  return STOPPING.includes(entry.type) || (takesData(entry) && entry.type !== 'wipe');
}

const STOPPING: readonly FaultType[] = ['failDisk', 'fullDisk'];

/** Of a transfer that was lost, until it is asked for again. */
const TRANSFER_MS = 2000;

/**
 * Two elections, each of twice the least time at most, and the registrations; where one broker is to lead
 * before the load begins, a transfer to it that is lost once, and an election after that.
 */
export function upByMs({ leaderAtStart }: Pick<Scenario, 'leaderAtStart'>, settings: Settings): number {
  const electionMs = settings['raft.electionTicks'] * raftTickMs(settings);
  const transferMs = leaderAtStart === undefined ? 0 : 2 * TRANSFER_MS + 2 * electionMs;
  const registeredMs = 4 * electionMs + settings['broker.registrationRetryMs'];
  return Math.max(settings['run.startMs'], registeredMs + transferMs);
}

/** Of the seeds in which disks may lose what was durable: these leave one replica of each partition alone. */
const TAKES = 0.35;

function typesOf(draws: Draws, from: readonly FaultType[]): readonly FaultType[] {
  const takes = draws.chance('takes', TAKES);
  return from.filter((type) => (takes || !LOSING.includes(type)) && draws.chance(`type ${type}`, TYPE_ON));
}

/** Without roles: who holds one when the fault begins, nobody knows yet. */
export function confined(cast: Cast): Cast {
  const { struck } = cast.atlas;
  return struck.length === 0 ? cast : { ...cast, struck, roles: [] };
}

type When = Pick<Stage, 'startMs' | 'activeMs' | 'marks'>;

function timed(draws: Draws, id: string, fault: AnyFault, { startMs, activeMs, marks }: When): FaultEntry {
  const endMs = startMs + activeMs;
  const atMs = beginning(draws, id, startMs, activeMs);
  const untilMs = Math.min(endMs, atMs + draws.spread(`${id} for`, ...FAULT_MS));
  const isInstant = fault.type === 'rotDisk' || fault.type === 'resetConnections' || fault.type === 'command';
  if (marks.length === 0 || !draws.chance(`${id} marked`, MARKED))
    return isInstant ? { id, ...fault, atMs } : { id, ...fault, atMs, untilMs };
  const mark = draws.pick(`${id} mark`, marks);
  const at: MarkedMoment = { mark, node: '*', plusMs: draws.pick(`${id} plus`, [0, 0, 0.5, 2, 10, 100]) };
  return isInstant ? { id, ...fault, at } : { id, ...fault, at, untilMs: endMs };
}

function beginning(draws: Draws, id: string, startMs: number, activeMs: number): number {
  if (draws.chance(`${id} early`, EARLY)) return draws.int(`${id} at`, 0, startMs);
  const afterMs = draws.chance(`${id} soon`, SOON)
    ? draws.spread(`${id} at`, 1, activeMs - 1)
    : draws.int(`${id} at`, 0, activeMs - 1);
  return startMs + afterMs;
}
