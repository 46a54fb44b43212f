import type { Ended, Running } from './running.ts';

/** Waits until kubectl listens for a port of the pod, and returns where: `Forwarding from 127.0.0.1:40001 -> 80`. */
export async function forwardedPort(running: Running, port: number): Promise<number> {
  const [, local] = await running.said(
    new RegExp(`^Forwarding from 127\\.0\\.0\\.1:(\\d+) -> ${port}$`, 'm'),
  );
  return Number(local);
}

/** What each run says in its own way: the ports that it listens on, its pods' uids, its log's times and process. */
export function withoutPorts(ended: Ended): Ended {
  const strip = (text: string) =>
    text
      .replaceAll(/(Forwarding from \S+:)\d+/g, '$1PORT')
      .replaceAll(/(Handling connection for )\d+/g, '$1PORT')
      .replaceAll(/(error occurred forwarding )\d+/g, '$1PORT')
      .replaceAll(/^([EIW])\d{4} [\d:.]+ +\d+ /gm, '$1 ')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID');
  return { ...ended, stdout: strip(ended.stdout), stderr: strip(ended.stderr) };
}
