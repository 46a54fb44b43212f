/** How a secret may stand in a text. Base64 at each of its three offsets, without the characters that its neighbours share. */
export function encodings(value: string): [encoding: string, form: string][] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((offset): [string, string] => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return [`base64 at ${offset}`, text.slice(offset === 0 ? 0 : offset + 1, -4)];
  });
  return [
    ['itself', value],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1)],
    ['a part of a URL', encodeURIComponent(value)],
    ['hex', bytes.toString('hex')],
    ...base64,
    ...base64.map(([name, text]): [string, string] => [
      `${name} (URL)`,
      text.replaceAll('+', '-').replaceAll('/', '_'),
    ]),
  ];
}
