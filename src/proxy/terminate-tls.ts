import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { messageOf } from '../errors.ts';
import { hostOf, type Upstream } from '../kubeconfig/upstream.ts';
import type { CertificateAuthority } from './certificates.ts';
import type { HostPort } from './go-errors.ts';
import type { InnerServer } from './inner-server.ts';
import { ESTABLISHED, passThrough, servePlain } from './pass-through.ts';
import { refuse } from './proxy-requests.ts';
import type { Recorder } from './recorder.ts';
import { isSameIdentity, TlsError, type UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamSupply } from './upstream-supply.ts';

export interface TerminatorParts {
  upstream: Upstream;
  authority: CertificateAuthority;
  supply: UpstreamSupply;
  recorder: Recorder;
  inner: InnerServer;
}

export interface Terminator {
  /** Answers `CONNECT target`. */
  connect(target: HostPort, downstream: Socket): Promise<void>;
  /** Makes the certificate of the cluster's own server ahead of its time. */
  prepare(): void;
}

/**
 * Answers CONNECT: the server's side first, TLS included, so that its failure can be kubectl's own failure;
 * then TLS with kubectl, in the server's name; then HTTP.
 */
export function createTerminator(parts: TerminatorParts): Terminator {
  const { upstream, supply, recorder } = parts;
  const contextFor = createContexts(parts.authority);
  const isPlain = upstream.server.protocol === 'http:';
  const connect = async (target: HostPort, downstream: Socket) => {
    const left = new AbortController();
    downstream.once('close', () => left.abort());
    // A client that closes while it waits has gone: this socket alone would stay open for half of it.
    downstream.once('end', () => left.abort());
    try {
      const connection = await supply.take(target, left.signal);
      if (left.signal.aborted) {
        downstream.destroy();
        connection.socket.destroy();
        return;
      }
      downstream.write(ESTABLISHED);
      if (isPlain) servePlain(parts, target, downstream, connection);
      else
        endTls(
          parts,
          contextFor(upstream.tlsServerName ?? target.host),
          target,
          downstream,
          connection,
          left.signal,
        );
    } catch (error) {
      if (left.signal.aborted) downstream.destroy();
      else if (error instanceof TlsError && error.wantsCertificate && upstream.hasPlugin === true) {
        // Only kubectl has it: an exec plugin gave it one.
        downstream.write(ESTABLISHED);
        const context = contextFor(upstream.tlsServerName ?? target.host);
        endTls(parts, context, target, downstream, undefined, left.signal);
      } else if (error instanceof TlsError) {
        await passThrough(parts, target, downstream, error, left.signal);
      } else {
        recorder.problem(`no connection to the server: ${messageOf(error)}`);
        // Go reports the reason phrase of a refused CONNECT as the error of its own dialling.
        refuse(downstream, `502 ${messageOf(error)}`);
      }
    }
  };
  return {
    connect,
    prepare() {
      if (!isPlain) contextFor(upstream.tlsServerName ?? hostOf(upstream.server));
    },
  };
}

/** What to end TLS with, by the server's name; made once each. */
function createContexts(authority: CertificateAuthority): (serverName: string) => SecureContext {
  const contexts = new Map<string, SecureContext>();
  return (serverName) => {
    const context =
      contexts.get(serverName) ??
      createSecureContext({ ...authority.issue(serverName), minVersion: 'TLSv1.2' });
    contexts.set(serverName, context);
    return context;
  };
}

function endTls(
  { upstream, supply, recorder, inner }: TerminatorParts,
  secureContext: SecureContext,
  target: HostPort,
  downstream: Socket,
  connection: UpstreamConnection | undefined,
  left: AbortSignal,
): void {
  const secure = new TLSSocket(downstream, {
    isServer: true,
    secureContext,
    ALPNProtocols: ['http/1.1'],
    // Asked for, not verified: it only tells whether the identity that we present upstream is kubectl's.
    requestCert: true,
    rejectUnauthorized: false,
  });
  const endBoth = () => {
    secure.destroy();
    downstream.destroy();
    connection?.socket.destroy();
  };
  secure.on('error', endBoth);
  // Half of a connection is of use to nobody before there is HTTP on it.
  secure.once('end', endBoth);
  const serve = (partner: UpstreamConnection) => {
    if (left.aborted) {
      partner.socket.destroy();
      return;
    }
    // How the two end is for those who speak HTTP on them to say, and for a tunnel after it.
    secure.off('end', endBoth);
    secure.off('error', endBoth);
    downstream.off('close', endBoth);
    inner.serve(secure, downstream, partner);
  };
  downstream.once('close', endBoth);
  secure.once('secure', async () => {
    try {
      const presented: X509Certificate | undefined = secure.getPeerX509Certificate();
      if (connection !== undefined && isSameIdentity(presented, connection.identity)) {
        serve(connection);
        return;
      }
      connection?.socket.destroy();
      if (presented === undefined) {
        serve(await supply.takeAs(undefined, target, left));
        return;
      }
      const identity = await upstream.findIdentity?.(presented, left);
      if (identity !== undefined) {
        // Those to come will be kubectl's own too.
        supply.identity = identity;
        serve(await supply.takeAs(identity, target, left));
        return;
      }
      recorder.problem(UNKNOWN_CERTIFICATE);
    } catch (error) {
      recorder.problem(`no connection to the server: ${messageOf(error)}`);
    }
    endBoth();
  });
}

const UNKNOWN_CERTIFICATE =
  'kubectl presented a client certificate whose key the kubeconfig does not hold, so the trace cannot speak to the ' +
  'server in its name; run the command without kubectl trace';
