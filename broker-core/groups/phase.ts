/** What a group is at. */
export type Phase =
  | {
      readonly type: 'empty';
      /** Whether the log knows that it is; what is not stored has to be kept. */
      readonly isStored: boolean;
      /** When that is written again, if it could not be. */
      readonly deadlineUs: number;
    }
  | {
      readonly type: 'preparing';
      readonly deadlineUs: number;
      /** Of the first round: how much longer it may be extended in all. */
      readonly extension: { readonly remainingUs: number; readonly isWanted: boolean } | null;
    }
  | { readonly type: 'completing'; readonly deadlineUs: number; readonly isStoring: boolean }
  | { readonly type: 'stable' };

/** As the log has it. */
export const EMPTY: Extract<Phase, { type: 'empty' }> = {
  type: 'empty',
  isStored: true,
  deadlineUs: Number.POSITIVE_INFINITY,
};

/** Between two attempts to tell the log that the group is empty. */
export const STORE_AGAIN_US = 1_000_000;
