/** All invariants, in the order in which `list invariants` names them. A new one is a file beside this and a line here. */
import type { Invariant } from './invariant.js';
import { electionSafety } from './election-safety.js';
import { acknowledgedRecordSurvives } from './acknowledged-record-survives.js';

export const invariants: readonly Invariant[] = [electionSafety, acknowledgedRecordSurvives];
