/** A sync on its way: it covers what had been done by the time it was submitted, and nothing later. */
import type { FileContent, Mark } from './content.js';
import type { FolderNode } from './tree.js';

/** Bound to the file, not to its name, as a file descriptor is. */
export type PendingSync =
  | { readonly kind: 'file'; readonly content: FileContent; readonly mark: Mark }
  | { readonly kind: 'folder'; readonly folder: FolderNode; readonly mark: Mark };
