import type { Exchange } from '../exchange/exchange.ts';

/** Whether the server was asked to go through the motions only. */
export function isDryRun({ request }: Exchange): boolean {
  if (/[?&]dryRun=All(?:&|$)/.test(request.url)) return true;
  // DeleteOptions: where `delete` and `drain` say it.
  const { method, info, body } = request;
  if (method !== 'DELETE' && info.subresource !== 'eviction') return false;
  const text = body.text ?? '';
  return text.length < 4096 && /"dryRun"\s*:\s*\[\s*"All"\s*\]/.test(text);
}
