/** The offset at which Go's base64.StdEncoding stops; undefined where the text is right. It skips line ends only. */
export function base64Fault(text: string): number | undefined {
  let at = 0;
  const skipLineEnds = () => {
    while (text[at] === '\n' || text[at] === '\r') at += 1;
  };
  for (;;) {
    for (let place = 0; place < 4; place += 1) {
      skipLineEnds();
      const character = text[at];
      if (character === undefined) return place === 0 ? undefined : at - place;
      at += 1;
      if (/[A-Za-z0-9+/]/.test(character)) continue;
      if (character !== '=' || place < 2) return at - 1;
      skipLineEnds();
      if (place === 2) {
        if (at === text.length) return at;
        if (text[at] !== '=') return at - 1;
        at += 1;
        skipLineEnds();
      }
      return at < text.length ? at : undefined;
    }
  }
}
