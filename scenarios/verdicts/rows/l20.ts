import { allPassed, firstSeedViolating, latenciesMs, passing, text, violated, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l20: VerdictRow = {
  id: 'L20',
  claim:
    'Forwarding is not idempotent and tries again after any error: a lost answer makes up to four creations.',
  source: 'S4:L343-356',
  expected:
    'Four attempts whose answers are lost: four CreateTopic entries, three of which replace a topic (spec c L20)',
  async settle(lab) {
    const lost = await lab.run('topic-creation-lost-replies', { set: { 'creation.repliesLostMs': 25_000 } });
    const twice = await lab.run('topic-creation-lost-replies', {
      set: { 'creation.repliesLostMs': 25_000, 'forward.attemptsMax': 2 },
    });
    const sweep = await lab.sweep('topic-creation-lost-replies', [1, 10]);
    const reference = await lab.reference('topic-creation-lost-replies');
    const replacements = lost.violations.filter(({ invariant }) => invariant === 'topic-keeps-its-id').length;
    const attempts = waitsMs(lost, 'forward.attempt').filter((ms) => ms >= 5000).length;
    return {
      checks: {
        'four attempts': attempts === 4,
        'make four topics, three of which replace another': replacements === 3,
        'two attempts make two':
          twice.violations.filter(({ invariant }) => invariant === 'topic-keeps-its-id').length === 1,
        'in any seed': firstSeedViolating(sweep, 'topic-keeps-its-id') === 1,
        'reference names its request: passed, one topic': allPassed(reference),
      },
      measured: `${text(attempts)} attempts were made and ${text(replacements + 1)} topics created; the caller waited ${text(latenciesMs(lost, 'createTopic')[0])} ms; violated: ${violated(lost).join(', ')}. Reference: ${passing(reference)}.`,
    };
  },
};
