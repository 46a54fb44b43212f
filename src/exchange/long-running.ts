import type { RequestInfo } from './exchange.ts';

/** Whether an answer has no end of its own: a watch, or a log that is followed. */
export function isLongRunning({ info, url }: { info: RequestInfo; url: string }): boolean {
  return info.verb === 'watch' || isFollowedLog({ info, url });
}

/** `logs -f`: Go reads `true`, `1` and their kin. */
export function isFollowedLog({ info, url }: { info: RequestInfo; url: string }): boolean {
  return info.subresource === 'log' && /[?&]follow=(?:true|1|t)(?:&|$)/i.test(url);
}
