/** Events of the Chrome trace format, which Perfetto and chrome://tracing read. Times are microseconds. */

export type TraceEvent =
  | {
      readonly ph: 'X';
      readonly name: string;
      readonly cat: string;
      readonly ts: number;
      readonly dur: number;
      readonly pid: number;
      readonly tid: number;
      readonly args?: TraceArgs;
    }
  | {
      readonly ph: 'i';
      /** How far up the mark reaches: its process. */
      readonly s: 'p';
      readonly name: string;
      readonly cat: string;
      readonly ts: number;
      readonly pid: number;
      readonly tid: number;
      readonly args?: TraceArgs;
    }
  | {
      readonly ph: 'M';
      readonly name: 'process_name' | 'thread_name' | 'process_sort_index';
      readonly pid: number;
      readonly tid: number;
      readonly args: TraceArgs;
    };

type TraceArgs = Readonly<Record<string, string | number | null>>;
