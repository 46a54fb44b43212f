/** Cuts as kubectl does, who counts bytes; a character is never cut in two. Returns the bytes left out, too. */
export function cutBytes(text: string, limit: number): { head: string; left: number } {
  const bytes = text.length * 3 <= limit ? 0 : Buffer.byteLength(text);
  if (bytes <= limit) return { head: text, left: 0 };
  let head = text.slice(0, limit);
  let kept = Buffer.byteLength(head);
  while (kept > limit) {
    head = head.slice(0, head.length - Math.max(1, Math.floor((kept - limit) / 3)));
    kept = Buffer.byteLength(head);
  }
  if (/[\ud800-\udbff]$/.test(head)) head = head.slice(0, -1);
  return { head, left: bytes - Buffer.byteLength(head) };
}
