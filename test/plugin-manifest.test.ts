import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

/** The rules of krew's own validation (kubernetes-sigs/krew internal/index/validation/validate.go). */
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { version: string; shortDescription: string; description: string; platforms: Platform[] };
}

interface Platform {
  uri: string;
  sha256: string;
  bin: string;
  selector: { matchExpressions: { key: string; operator: string; values: string[] }[] };
}

const root = new URL('..', import.meta.url);
const manifest = load(readFileSync(new URL('plugin.yaml', root), 'utf8')) as Manifest;
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

describe('plugin.yaml', () => {
  it('is a manifest of krew, of this version', () => {
    expect(manifest).toMatchObject({
      apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
      kind: 'Plugin',
      metadata: { name: 'trace' },
      spec: { version: `v${version}` },
    });
    expect(manifest.spec.shortDescription).toMatch(/^[^\r\n]+$/);
    expect(manifest.spec.platforms.length).toBeGreaterThan(0);
  });

  it.each(manifest.spec.platforms)(
    'platform $selector.matchExpressions.0.values',
    ({ uri, sha256, bin, selector }) => {
      expect(uri).toMatch(new RegExp(`^https://.*/kubectl-trace-v${version}\\.tar\\.gz$`));
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(readFileSync(new URL(bin, root), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      for (const { key, operator, values } of selector.matchExpressions) {
        expect(['os', 'arch']).toContain(key);
        expect(operator).toBe('In');
        expect(values.length).toBeGreaterThan(0);
      }
    },
  );
});
