import type { Entry, RaftMessage, Ready, Snapshot } from '../index.js';
import type { DriverObserver, TestDriver } from './driver.js';
import { formatEntry, formatMessage, formatWrite } from './format.js';
import type { SafetyChecker } from './safety.js';

/** Tells what happens in a cluster, line by line, and lets the checker see it too. */
export class Narrator implements DriverObserver {
  /** Leaves out messages and writes, and tells only of roles and of what is applied. */
  isBrief = false;
  #lines: string[] = [];

  constructor(readonly checker: SafetyChecker) {}

  /** What was told since the last call. */
  takeLines(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  onReady(node: TestDriver, ready: Ready): void {
    this.checker.onReady(node, ready);
    if (ready.softState !== null) {
      const { role, leaderId } = ready.softState;
      this.#lines.push(`${node.id} is ${role}, leader ${leaderId ?? '-'}`);
    }
    const write = formatWrite(ready);
    if (write !== null && !this.isBrief) this.#lines.push(`${node.id} writes ${write}`);
  }

  onSend(node: TestDriver, message: RaftMessage): void {
    this.checker.onSend(node, message);
    if (!this.isBrief) this.#lines.push(formatMessage(message));
  }

  onWipe(node: TestDriver): void {
    this.checker.onWipe(node);
    this.#lines.push(`${node.id} has an empty disk`);
  }

  onApply(node: TestDriver, entry: Entry): void {
    this.checker.onApply(node, entry);
    const last = this.#lines.at(-1);
    // What one node applies in a row is one line.
    if (last?.startsWith(`${node.id} applies `) === true)
      this.#lines.push(`${this.#lines.pop() ?? ''}, ${formatEntry(entry)}`);
    else this.#lines.push(`${node.id} applies ${formatEntry(entry)}`);
  }

  onRestore(node: TestDriver, snapshot: Snapshot): void {
    this.checker.onRestore(node, snapshot);
    this.#lines.push(`${node.id} restores snapshot ${snapshot.index}/${snapshot.term}`);
  }
}
