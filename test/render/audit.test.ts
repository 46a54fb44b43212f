import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../src/render/audit.ts';
import { exchange, RUN, renderRun } from './factory.ts';

type Sketch = Parameters<typeof exchange>[0];

const events = (sketches: Sketch[], settings = {}, run = {}) =>
  renderRun(createRenderer, sketches.map(exchange), settings, { ...RUN, ...run })
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const jane = { username: 'jane', groups: ['dev', 'system:authenticated'] };

// That the server logs the same, test/e2e/formats/audit.test.ts shows on a real run.
describe('audit', () => {
  it('knows the user from the kubeconfig, and from the server once it has said it', () => {
    const status = { userInfo: { username: 'system:admin', uid: '1', groups: ['a'] } };
    const review: Sketch = {
      id: 1,
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      receive: { kind: 'SelfSubjectReview', status },
    };
    const users = events(
      [{ id: 2, path: '/api/v1/pods' }, review, { id: 3, path: '/api/v1/pods' }],
      {},
      { user: jane },
    );
    expect(users.map(({ user }) => user)).toEqual([jane, status.userInfo, status.userInfo]);
    const asJane: Sketch = { ...review, requestHeaders: [['Impersonate-User', 'jane']] };
    expect(events([asJane])[0]).toMatchObject({ user: {}, impersonatedUser: { username: 'jane' } });
  });

  it('knows the user from the token', () => {
    const made = exchange({ id: 1, path: '/api/v1/pods' });
    const line = renderRun(createRenderer, [
      { ...made, request: { ...made.request, user: { username: 'u', groups: [] } } },
    ]);
    expect(JSON.parse(line).user).toEqual({ username: 'u' });
  });

  it('says how far the server is known to have come', () => {
    const [none, open, done] = events([
      { id: 1, path: '/api/v1/pods', status: undefined, error: 'reset' },
      { id: 2, path: '/api/v1/pods?watch=1', open: true },
      { id: 3, path: '/api/v1/pods' },
    ]);
    expect(none.stage).toBe('RequestReceived');
    expect(none).not.toHaveProperty('responseStatus');
    expect(open.stage).toBe('ResponseStarted');
    expect(done).toMatchObject({ stage: 'ResponseComplete', responseStatus: { code: 200 } });
  });

  it('makes an id of its own where the server sent none, and says so', () => {
    const upgrade = exchange({ id: 1, path: '/api/v1/namespaces/a/pods/b/exec?command=c', status: 101 });
    const { response } = upgrade;
    const without = { ...upgrade, ...(response && { response: { ...response, headers: [] } }) };
    const [first, again] = [without, without].map((it) => JSON.parse(renderRun(createRenderer, [it])));
    expect(first.auditID).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(again).toEqual(first);
    expect(first.annotations).toEqual({ 'kubectl-trace/audit-id': 'not from the server' });
  });

  it('names what the body names, and takes the path of a gateway off', () => {
    const [event] = events(
      [
        {
          id: 1,
          method: 'POST',
          path: 'https://r/k8s/c/api/v1/namespaces/n/configmaps?a=b',
          send: { metadata: { name: 'x', uid: 'u' } },
        },
      ],
      {},
      { server: 'https://r/k8s/c' },
    );
    expect(event.requestURI).toBe('/api/v1/namespaces/n/configmaps?a=b');
  });

  it('tells of a watch at its head and at its end', () => {
    const renderer = createRenderer({ verbosity: undefined, discovery: 'fold', color: false, width: 80 });
    renderer.head(RUN);
    const watch = exchange({ id: 1, path: '/api/v1/pods?watch=1' });
    const stages = [renderer.opened?.(watch), renderer.exchange(watch)].map(
      (line = '') => JSON.parse(line).stage,
    );
    expect(stages).toEqual(['ResponseStarted', 'ResponseComplete']);
  });
});
