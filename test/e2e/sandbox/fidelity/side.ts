/** A server that commands are run against: the real one, or the sandbox. */
export interface Side {
  name: string;
  /** Where it listens now, on loopback. */
  port(): number;
  /** The bearer token of its administrator. */
  token: string;
  /** Brings it into the state of a new sandbox. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** The server in the kubeconfigs of both sides, so that kubectl prints the same. Nobody listens there. */
export const SERVER = 'https://127.0.0.1:6443';

/** The administrator on both sides; as the harness's token file has it. */
export const ADMINISTRATOR = {
  name: 'token-admin',
  uid: '1',
  groups: ['system:masters', 'system:authenticated'],
  extra: {},
};
