import type { Exchange } from '../exchange/exchange.ts';
import type { Channel, Payload, Traffic, Tunnel } from '../exchange/tunnel.ts';
import { count, formatBytes } from './amounts.ts';
import { writeLines } from './body-view.ts';
import { columnWidths, rowText } from './columns.ts';
import { escapeControls } from './escape.ts';
import { moreCharacters } from './omissions.ts';
import type { Sheet } from './sheet.ts';
import { channelName, channelRows, inReadingOrder, isUserData } from './tunnel-rows.ts';
import { askedWords, connectionWords, exitWords, protocolWords } from './tunnel-words.ts';

/** How many channels or connections are listed. */
const MAX_ROWS = 12;

/** How many characters of a payload are shown, as of a response. */
const PAYLOAD_LIMIT = 1024;

/** Writes what a request for a tunnel asks for: its query, decoded. */
export function writeAsked(sheet: Sheet, exchange: Exchange): void {
  const asked = askedWords(exchange);
  if (asked === undefined) return;
  const { command, note } = asked;
  if (command !== '') sheet.write('Command: ').flow(command, 4).note(note).end();
  else sheet.write('Asks for: ').flow(note, 4).end();
}

/** Writes what passed after `101 Switching Protocols`: by channel how much and when, and how it ended. */
export function writeTunnel(sheet: Sheet, { tunnel, timing }: Exchange): void {
  if (tunnel === undefined) return;
  const { channels } = tunnel;
  const open = Math.round((timing.end ?? 0) - (timing.firstByte ?? 0));
  const parts = [protocolWords(tunnel), connectionWords(channels), `open for ${open} milliseconds`];
  sheet.write('Tunnel: ').flow(parts.filter((part) => part !== undefined).join(', '), 4);
  const exit = exitWords(tunnel);
  if (exit !== undefined) sheet.word(exit);
  sheet.end();
  writeRows(sheet, tunnel);
  for (const channel of inReadingOrder(channels)) writePayloads(sheet, channel);
  if (tunnel.undecoded !== undefined) {
    const words = `[not decoded: ${tunnel.undecoded}; ${formatBytes(tunnel.sent)} sent, ${formatBytes(tunnel.received)} received]`;
    sheet.write(INDENT).flow(words, INDENT.length, 'note').end();
  }
}

const INDENT = '    ';

function writeRows(sheet: Sheet, { channels }: Tunnel): void {
  const rows = channelRows(channels);
  if (rows.length === 0) return;
  const shown = rows.slice(0, MAX_ROWS);
  const heading = ['CHANNEL', 'SENT', 'RECEIVED', 'MILLISECONDS', ''];
  const cells = shown.map(({ name, sent, received, from, to, words }) => [
    name,
    sent === 0 ? '-' : formatBytes(sent),
    received === 0 ? '-' : formatBytes(received),
    span(from, to),
    words,
  ]);
  const room = Math.min(sheet.width, 120) - INDENT.length;
  const widths = columnWidths(
    [heading, ...cells].map((row) => row.map(escapeControls)),
    room,
  );
  sheet.line(INDENT + rowText(heading, widths), 'key');
  for (const row of cells) sheet.line(INDENT + rowText(row.map(escapeControls), widths));
  const left = rows.length - shown.length;
  if (left > 0) sheet.line(`${INDENT}[… ${count(left, 'more row')}: -v 9]`, 'note');
  if (channels.some(isWithheld)) sheet.line(`${INDENT}[what passed is not recorded: --payloads]`, 'note');
}

/** Whether bytes of the user's have passed that were not kept. */
function isWithheld(channel: Channel): boolean {
  return (
    isUserData(channel) &&
    [channel.sent, channel.received].some(({ bytes, payload }) => bytes > 0 && payload === undefined)
  );
}

function span(from: number | undefined, to: number | undefined): string {
  if (from === undefined || to === undefined) return '';
  const [start, end] = [Math.round(from), Math.round(to)];
  return start === end ? String(start) : `${start}-${end}`;
}

/** What the two said themselves (the exit status, a size of the terminal) is told in words; errors of a port are not. */
function writePayloads(sheet: Sheet, channel: Channel): void {
  if (!isUserData(channel) && !(channel.name === 'error' && channel.port !== undefined)) return;
  const name = channelName(channel);
  writePayload(sheet, `${name}, sent:`, channel.sent);
  writePayload(sheet, `${name}, received:`, channel.received);
}

function writePayload(sheet: Sheet, label: string, { bytes, payload }: Traffic): void {
  if (payload === undefined || bytes === 0) return;
  sheet.write(INDENT).flow(label, INDENT.length, 'key');
  const notes = payloadNotes(payload, bytes);
  if (notes !== '') sheet.note(notes);
  sheet.end();
  const text = payload.text ?? payload.base64 ?? '';
  const left = writeLines(sheet, text, PAYLOAD_LIMIT, 2 * INDENT.length);
  if (left > 0) sheet.line(`${INDENT}${INDENT}${moreCharacters(left)}`, 'note');
}

function payloadNotes({ base64, recorded, masked }: Payload, bytes: number): string {
  return [
    base64 === undefined ? undefined : 'base64',
    recorded === undefined
      ? undefined
      : `recorded: the first ${formatBytes(recorded)} of ${formatBytes(bytes)}`,
    masked === 0 ? undefined : `${count(masked, 'value')} masked: --show-secrets`,
  ]
    .filter((note) => note !== undefined)
    .join('; ');
}
