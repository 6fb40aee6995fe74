import test from 'ava';
import { colourLevel, type ColourLevel, type ColourSources } from './colour.js';

const xterm = { TERM: 'xterm' };
const cases: readonly (readonly [string, ColourSources, ColourLevel])[] = [
  ['a terminal has colours', { flag: null, env: xterm, isTerminal: true }, 1],
  ['a pipe has none', { flag: null, env: xterm, isTerminal: false }, 0],
  ['a dumb terminal has none', { flag: null, env: { TERM: 'dumb' }, isTerminal: true }, 0],
  ['256 colours', { flag: null, env: { TERM: 'xterm-256color' }, isTerminal: true }, 2],
  ['all colours', { flag: null, env: { ...xterm, COLORTERM: 'truecolor' }, isTerminal: true }, 3],
  ['NO_COLOR', { flag: null, env: { ...xterm, NO_COLOR: '1' }, isTerminal: true }, 0],
  ['an empty NO_COLOR is none', { flag: null, env: { ...xterm, NO_COLOR: '' }, isTerminal: true }, 1],
  ['FORCE_COLOR in a pipe', { flag: null, env: { FORCE_COLOR: '' }, isTerminal: false }, 1],
  ['FORCE_COLOR says how many', { flag: null, env: { FORCE_COLOR: '3' }, isTerminal: false }, 3],
  ['FORCE_COLOR=0 is none', { flag: null, env: { ...xterm, FORCE_COLOR: '0' }, isTerminal: true }, 0],
  [
    'FORCE_COLOR before NO_COLOR',
    { flag: null, env: { FORCE_COLOR: '1', NO_COLOR: '1' }, isTerminal: false },
    1,
  ],
  ['--color before NO_COLOR', { flag: true, env: { NO_COLOR: '1' }, isTerminal: false }, 1],
  ['--no-color before FORCE_COLOR', { flag: false, env: { FORCE_COLOR: '3' }, isTerminal: true }, 0],
];

for (const [what, sources, level] of cases) test(what, (t) => t.is(colourLevel(sources), level));
