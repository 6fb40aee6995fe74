/**
 * What has to be so in some run of a search, as an invariant has to be so in all: "an ISR shrank to one",
 * "a group was rebalanced while its coordinator moved". An oracle that finds nothing in a thousand runs may
 * be content, or it may never have been where its bug is. These tell which.
 */

/** Names that a run may count, each with a sentence. */
export type DeclaredSometimes = Readonly<Record<string, string>>;

/** How often a run asked, and how often it was so. */
export interface SometimesCount {
  readonly asked: number;
  readonly held: number;
}

/** What code is given that says where a run has been. */
export interface SayingSometimes {
  /** The run has come here. */
  readonly reached: (name: string) => void;
  /** The run has come to where `condition` may be so. */
  readonly sometimes: (name: string, condition: boolean) => void;
}

interface Counter {
  asked: number;
  held: number;
}

export class SometimesCounts implements SayingSometimes {
  readonly #counters = new Map<string, Counter>();

  /** `onStranger` is told of a name that nobody declared: counted by nobody, it would be missed by nobody. */
  constructor(
    declared: DeclaredSometimes,
    private readonly onStranger: (error: Error) => void,
  ) {
    for (const name of Object.keys(declared)) this.#counters.set(name, { asked: 0, held: 0 });
  }

  readonly reached = (name: string): void => {
    this.sometimes(name, true);
  };

  readonly sometimes = (name: string, condition: boolean): void => {
    const counter = this.#counters.get(name);
    if (counter === undefined) {
      this.#refuse(name);
      return;
    }
    counter.asked += 1;
    if (condition) counter.held += 1;
  };

  /** Of each that is declared, in the order of declaration. */
  counts(): Readonly<Record<string, SometimesCount>> {
    return Object.fromEntries([...this.#counters].map(([name, counter]) => [name, { ...counter }]));
  }

  #refuse(name: string): never {
    const known = [...this.#counters.keys()].join(', ');
    const error = new RangeError(`sometimes: "${name}" is not declared; declared are: ${known || 'none'}`);
    // Told as well as thrown: code that catches everything cannot hide it.
    this.onStranger(error);
    throw error;
  }
}
