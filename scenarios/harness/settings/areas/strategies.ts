/** A knob for each seam of the broker, with the choices and the sentence of the table of strategies. */
import { seamNames, table, type ChoiceAt, type SeamName } from '../../../../broker-core/historic/table.js';
import { keysOf, optionalChoice, type ChoiceKnob } from './knob.js';

type StrategyKnobs = { readonly [Name in SeamName]: ChoiceKnob<ChoiceAt<Name> | null> };

export const STRATEGY_KNOBS = Object.fromEntries(
  seamNames.map((name) => [
    name,
    optionalChoice('as the variant has it', keysOf<string>(table[name].choices), table[name].doc),
  ]),
) as StrategyKnobs;
