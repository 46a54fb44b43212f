import { readFile } from 'node:fs/promises';
import type { Exchange, RawHeader } from '../../../src/exchange/exchange.ts';

/** The exchanges of a trace in the format `jsonl`, in the order in which kubectl sent them. */
export async function readTrace(file: string): Promise<Exchange[]> {
  const text = await readFile(file, 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Exchange).sort((a, b) => a.id - b.id);
}

/** The first value of a header, whatever its case. */
export function headerOf(headers: readonly RawHeader[], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The key that the server's audit log has in common with the exchange. */
export function auditIdOf({ response }: Exchange): string | undefined {
  return headerOf(response?.headers ?? [], 'audit-id');
}

/** Whether it asks to switch protocols, whatever the answer. */
export function isUpgrade({ request }: Exchange): boolean {
  return headerOf(request.headers, 'upgrade') !== undefined;
}

/** How a difference names an exchange. */
export function nameOf({ id, request }: Exchange): string {
  return `#${id} ${request.method} ${request.url.replace(/^https?:\/\/[^/]+/, '')}`;
}
