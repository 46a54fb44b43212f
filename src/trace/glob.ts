export interface GlobRules {
  /** Whether `*` ends at a slash and `**` does not, as in a path; else both stand for any characters. */
  segments?: boolean;
  ignoreCase?: boolean;
}

/**
 * A test for texts that match a glob as a whole: `*` is any characters, `?` one, and a backslash takes the meaning from
 * what stands behind it. In a path a double star between two slashes is any number of segments, also none, and one
 * behind the last slash is all that is below, and the path itself. An empty text matches no glob, so that `name=*` are
 * the requests that have a name.
 *
 * Not picomatch: it gives meaning to braces, brackets and leading dots, which names and paths may have. Takes time in
 * the length of the glob times that of the text, where a regular expression with a few stars can take the square.
 */
export function compileGlob(glob: string, rules: GlobRules = {}): (text: string) => boolean {
  const { segments = false, ignoreCase = false } = rules;
  const tokens = readTokens(ignoreCase ? glob.toLowerCase() : glob, segments);
  return (text) => text !== '' && matches(tokens, ignoreCase ? text.toLowerCase() : text);
}

type Token =
  | { kind: 'character'; character: string }
  | { kind: 'one' }
  /** Any characters but slashes. */
  | { kind: 'segment' }
  | { kind: 'any' }
  /** A double star and its slash, behind a slash: nothing, or any characters and a slash. */
  | { kind: 'folders' }
  /** A slash and a double star at the end: nothing, or a slash and any characters. Two tokens further is the end. */
  | { kind: 'below' };

function readTokens(glob: string, segments: boolean): Token[] {
  const pieces = glob.match(segments ? /(?:\/\*{2,})+(?:\/|$)|\*+|\\?./gsu : /\*+|\\?./gsu) ?? [];
  return pieces.flatMap((piece): Token[] => {
    if (piece.startsWith('/**')) {
      return piece.endsWith('/')
        ? [{ kind: 'character', character: '/' }, { kind: 'folders' }]
        : [{ kind: 'below' }, { kind: 'any' }];
    }
    if (piece.startsWith('*')) return [{ kind: segments && piece === '*' ? 'segment' : 'any' }];
    if (piece === '?') return [{ kind: 'one' }];
    return [
      { kind: 'character', character: piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece },
    ];
  });
}

/** Walks all ways through the tokens at once. */
function matches(tokens: readonly Token[], text: string): boolean {
  let places = new Set<number>();
  enter(tokens, places, 0);
  for (const character of text) {
    const next = new Set<number>();
    for (const place of places) step(tokens, next, place, character);
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(tokens.length);
}

/** Adds a place, and those behind it that need no character. */
function enter(tokens: readonly Token[], places: Set<number>, place: number): void {
  places.add(place);
  const kind = tokens[place]?.kind;
  if (kind === 'segment' || kind === 'any' || kind === 'folders') enter(tokens, places, place + 1);
  if (kind === 'below') enter(tokens, places, place + 2);
}

function step(tokens: readonly Token[], next: Set<number>, place: number, character: string): void {
  const token = tokens[place];
  switch (token?.kind) {
    case 'character':
      if (token.character === character) enter(tokens, next, place + 1);
      break;
    case 'one':
      enter(tokens, next, place + 1);
      break;
    case 'segment':
      if (character !== '/') enter(tokens, next, place);
      break;
    case 'any':
      enter(tokens, next, place);
      break;
    case 'folders':
      // Only behind a slash what follows may begin.
      if (character === '/') enter(tokens, next, place);
      else next.add(place);
      break;
    case 'below':
      if (character === '/') enter(tokens, next, place + 1);
      break;
  }
}
