/** No lock at all: every caller creates for itself, as on the paths that the documents' lock does not cover (L3). */
import type { CreationLock } from '../../broker/creation/creation.js';

export const noLock: CreationLock = { run: (ctx, _topic, create) => create(ctx) };
