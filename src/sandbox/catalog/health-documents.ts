import type { DocumentAnswer, DocumentRequest } from './documents.ts';
import type { DiscoveryData } from './resources.ts';

const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' };
const PLAIN_ONLY = { ...PLAIN, 'X-Content-Type-Options': 'nosniff' };

const METRICS = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' };

/** The endpoints beside the API: health checks (apiserver pkg/server/healthz), metrics, the issuer of service accounts. */
export function findHealthDocument(
  data: DiscoveryData,
  { path, query }: DocumentRequest,
): DocumentAnswer | undefined {
  const [, endpoint = '', ...check] = path.split('/');
  const checks = data.others[`/${endpoint}?verbose`];
  if (checks !== undefined) {
    if (check.length === 0) return checkAll(checks.body, query);
    return data.paths.includes(path) ? bytes('ok', PLAIN) : undefined;
  }
  if (path === '/statusz') return bytes(statusz(data), PLAIN);
  if (path === '/metrics') return bytes(metrics(data), METRICS);
  const other = data.others[path];
  if (other === undefined) return undefined;
  return bytes(other.body, { 'Content-Type': other.contentType, ...headersOf(path) });
}

/** All checks pass: `body` is what `?verbose` tells of them. */
function checkAll(body: string, query: URLSearchParams): DocumentAnswer {
  if (!query.has('verbose')) return bytes('ok', PLAIN_ONLY);
  const excluded = new Set(query.getAll('exclude'));
  const lines = body.split('\n').map((line) => {
    const name = /^\[\+\](.*) ok$/.exec(line)?.[1];
    return name !== undefined && excluded.has(name) ? `[+]${name} excluded: ok` : line;
  });
  return bytes(lines.join('\n'), PLAIN_ONLY);
}

const started = new Date();

/** apiserver's component-base/zpages/statusz. Its delimiter is another one each time; this is one of them. */
function statusz({ version }: DiscoveryData): string {
  const minutes = Math.floor((Date.now() - started.getTime()) / 60_000);
  const seconds = Math.floor((Date.now() - started.getTime()) / 1000) % 60;
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(started.toUTCString()) ?? [];
  const lines = {
    Started: `${weekday} ${month} ${day} ${time} UTC ${year}`,
    Up: `${Math.floor(minutes / 60)} hr ${String(minutes % 60).padStart(2, '0')} min ${String(seconds).padStart(2, '0')} sec`,
    'Go version': version.goVersion,
    'Binary version': version.gitVersion.slice(1),
    'Emulation version': `${version.emulationMajor}.${version.emulationMinor}`,
    Paths: '/flagz /healthz /livez /metrics /readyz /statusz /version',
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\n`);
  return `
apiserver statusz
Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.

${text.join('')}`;
}

/** Only what the server is: a sandbox counts nothing. */
function metrics({ version }: DiscoveryData): string {
  const { major, minor, platform } = version;
  const labels = { git_version: version.gitVersion, major, minor, platform };
  const text = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return `# HELP kubernetes_build_info [ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.
# TYPE kubernetes_build_info gauge
kubernetes_build_info{${text.join(',')}} 1
`;
}

function headersOf(path: string): Record<string, string> {
  return path.startsWith('/open') || path.startsWith('/.well-known')
    ? { 'Cache-Control': 'public, max-age=3600' }
    : {};
}

function bytes(body: string, headers: Readonly<Record<string, string>>): DocumentAnswer {
  return { kind: 'bytes', status: 200, headers, body: Buffer.from(body) };
}
