/** What cannot be decoded: the message says what it is, for a person, and quotes nothing that may be secret. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable';
}
