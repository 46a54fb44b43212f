import type { JsonObject } from '../../model/json.ts';
import type { User } from '../../model/user.ts';

/** authentication/v1 UserInfo. */
export function userInfoOf({ name, uid, groups, extra }: User): JsonObject {
  const keys = Object.keys(extra).sort();
  return {
    ...(name === '' ? {} : { username: name }),
    ...(uid === '' ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups: [...groups] }),
    ...(keys.length === 0
      ? {}
      : { extra: Object.fromEntries(keys.map((key) => [key, [...(extra[key] ?? [])]])) }),
  };
}
