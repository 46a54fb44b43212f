import type { Decoded } from './decode-body.ts';

/** What one command did, as it was: nothing is normalised yet. */
export interface RecordedCommand {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  exchanges: RecordedRequest[];
  /** Where the server listened; it tells of that in some objects. */
  serverPort: number;
}

export interface RecordedRequest {
  method: string;
  /** Path and query. */
  uri: string;
  /** 0 where there was no answer. */
  status: number;
  request: Decoded;
  response: Decoded;
}
