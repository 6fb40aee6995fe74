/** A client of a cluster: a machine, and the process on it that asks. */
import { Client } from '../../../broker-core/client/client.js';
import type { ConsumerOptions } from '../../../broker-core/client/assigned.js';
import type { ProducerOptions } from '../../../broker-core/client/producer.js';
import type { Env } from '../../../broker-core/door.js';
import { spawn, type Ctx } from '../../../broker-core/runtime/task.js';
import type { LoadClient } from '../definition/scenario.js';
import type { ScenarioNames } from '../result/names.js';

/** Of clients that are alike, one for all. */
export interface ClientOptions {
  readonly producer: ProducerOptions;
  readonly consumer: ConsumerOptions;
  /** Told of each consumer group that a client begins to deal with. */
  readonly onGroup: (groupId: string) => void;
}

/** A class, because there are thousands, and what a closure holds is held for each. */
export class ClientProcess implements LoadClient {
  #env: Env<ScenarioNames> | null = null;
  #client: Client | null = null;
  /** Who is told of the end of each task that runs. */
  readonly #tasks = new Set<{ readonly over: () => void }>();

  constructor(
    readonly name: string,
    private readonly options: ClientOptions,
  ) {}

  get client(): Client {
    if (this.#client === null) throw new Error(`the client ${this.name} has not started`);
    return this.#client;
  }

  boot(env: Env<ScenarioNames>): void {
    const { producer, consumer, onGroup } = this.options;
    this.#env = env;
    this.#client = new Client(env, producer, consumer, onGroup);
  }

  ended(): void {
    this.#env = null;
    this.#client = null;
    for (const { over } of this.#tasks) over();
    this.#tasks.clear();
  }

  run(body: (ctx: Ctx<ScenarioNames>) => Promise<void>, over: () => void = () => undefined): void {
    if (this.#env === null) {
      over();
      return;
    }
    // Several tasks may share one callback.
    const task = { over };
    this.#tasks.add(task);
    // In an event of its own: causes tell apart what clients do, whatever begins together.
    spawn(this.#env, async (ctx: Ctx<ScenarioNames>) => {
      await body(ctx);
      if (this.#tasks.delete(task)) over();
    });
  }
}
