import type { FailureName } from '../protocol/errors.js';
import type { GroupRequest, GroupResponse } from '../protocol/groups.js';

/** The answer to a request that is refused whole. */
export function refusal(request: GroupRequest, error: FailureName): GroupResponse {
  switch (request.type) {
    case 'joinGroup':
      return { type: request.type, error, memberId: request.memberId };
    case 'syncGroup':
      return { type: request.type, error };
    case 'groupHeartbeat':
      return { type: request.type, error };
    case 'leaveGroup':
      return { type: request.type, error };
    case 'offsetCommit':
      return { type: request.type, error };
    case 'offsetFetch':
      return { type: request.type, error };
    case 'deleteGroup':
      return { type: request.type, error };
  }
}
