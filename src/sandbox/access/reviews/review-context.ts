import type { View } from '../../model/state.ts';
import type { User } from '../../model/user.ts';
import type { TokenUsers } from '../authenticate.ts';

export interface ReviewContext {
  view: View;
  /** Who asks. */
  user: User;
  /** The path's; '' where it has none. */
  namespace: string;
  users: TokenUsers;
  now: Date;
}
