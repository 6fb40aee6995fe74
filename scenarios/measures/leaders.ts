import type { NodeId } from '../../broker-core/env.js';
import type { Measure, MeasureContext } from '../harness/definition/measure.js';
import type { MeasureNames } from '../harness/result/names.js';

/**
 * Who takes himself for the leader of the metadata log, and for how long that is nobody, or more than one. By
 * what nodes say of themselves, which with a stalled loop is not what the others know.
 */
export const leaders: Measure = {
  name: 'leaders',
  doc: 'Candidacies and elections; how long a candidate had heard nothing; how long nobody leads, or two think they do.',
  create: (context) => {
    const leading = new Set<NodeId>();
    const heardAtUs = new Map<NodeId, number>();
    const stoodInTerm = new Map<NodeId, number>();
    const nobody = new Span(context, 'raft.nobodyLeads');
    const several = new Span(context, 'raft.severalLead');
    const look = (): void => {
      nobody.is(leading.size === 0);
      several.is(leading.size > 1);
    };
    look();
    return {
      onFact(fact) {
        if (fact.type === 'leaderHeard') heardAtUs.set(fact.nodeId, context.nowUs());
        // Not by the role: in a burst of ticks a candidate stands again and again, and is one all along.
        if (fact.type === 'hardStateWritten' && fact.votedFor === fact.nodeId) {
          if (fact.term > (stoodInTerm.get(fact.nodeId) ?? 0)) context.count('raft_candidacies');
          stoodInTerm.set(fact.nodeId, fact.term);
        }
        if (fact.type !== 'role') return;
        const { nodeId, role } = fact;
        if (role === 'leader') {
          leading.add(nodeId);
          context.count('raft_elections_won');
        } else leading.delete(nodeId);
        if (role === 'candidate') {
          const heardUs = heardAtUs.get(nodeId);
          if (heardUs !== undefined) context.waited('raft.silence', context.nowUs() - heardUs);
        }
        look();
      },
      onCrash(nodeId) {
        leading.delete(nodeId);
        heardAtUs.delete(nodeId);
        look();
      },
      atHeal() {
        nobody.is(false);
        several.is(false);
      },
    };
  },
};

/** For how long a condition holds; each time is a wait. */
class Span {
  readonly #context: MeasureContext;
  readonly #name: MeasureNames['wait'];
  #sinceUs: number | null = null;

  constructor(context: MeasureContext, name: MeasureNames['wait']) {
    this.#context = context;
    this.#name = name;
  }

  is(holds: boolean): void {
    const nowUs = this.#context.nowUs();
    if (holds) {
      this.#sinceUs ??= nowUs;
      return;
    }
    if (this.#sinceUs !== null && nowUs > this.#sinceUs)
      this.#context.waited(this.#name, nowUs - this.#sinceUs);
    this.#sinceUs = null;
  }
}
