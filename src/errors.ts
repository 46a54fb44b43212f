/** Exit code of our own usage errors. kubectl itself uses 1, so a script can tell the two apart. */
export const EXIT_USAGE = 2;

/** Exit code of a bug of ours: EX_SOFTWARE of sysexits(3). */
export const EXIT_FAULT = 70;

export interface UserErrorDetails {
  /** What would be right, or what to try: one line, shown after the message. */
  hint?: string;
  /** Lines between the message and the hint that point at the place: safe for a terminal. */
  excerpt?: readonly string[];
  /** The error below this one, kept for `cause`; its text is not printed. */
  cause?: unknown;
  /** The exit code of the process; 2 where nothing else is said. */
  exitCode?: number;
}

/**
 * Something that the person at the keyboard can mend: printed as one line (and a hint), without a stack.
 * Every other error that reaches the top is a bug of ours and keeps its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint: string | undefined;
  readonly excerpt: readonly string[];
  readonly exitCode: number;

  constructor(message: string, details: UserErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.hint = details.hint;
    this.excerpt = details.excerpt ?? [];
    this.exitCode = details.exitCode ?? EXIT_USAGE;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code (`ENOENT`, `ECONNREFUSED`, …) of anything that was thrown, if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
