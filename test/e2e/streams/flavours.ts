import type { KubectlVersion } from '../harness/index.ts';

export type Transport = 'SPDY/3.1' | 'websocket';

/** A kubectl, and how it is to speak with the server after `101`: as the header `Upgrade` names it. */
export interface Flavour {
  version: KubectlVersion;
  transport: Transport;
}

/** All that there is: 1.24 knows no WebSocket, and each later version is told by its environment. */
export const flavours: readonly Flavour[] = [
  { version: 'v1.24', transport: 'SPDY/3.1' },
  { version: 'v1.30', transport: 'SPDY/3.1' },
  { version: 'v1.30', transport: 'websocket' },
  { version: 'v1.35', transport: 'SPDY/3.1' },
  { version: 'v1.35', transport: 'websocket' },
];

/** One flavour of each version: by WebSocket, where the version knows it. */
export const ofEachVersion = [...new Map(flavours.map((flavour) => [flavour.version, flavour])).values()];

export function environmentOf({ transport }: Flavour): Record<string, string> {
  const isWebSocket = String(transport === 'websocket');
  return {
    KUBECTL_REMOTE_COMMAND_WEBSOCKETS: isWebSocket,
    KUBECTL_PORT_FORWARD_WEBSOCKETS: isWebSocket,
  };
}
