import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import { decodeBody } from './decode-body.ts';
import { GeneratedNames } from './generated-names.ts';
import { normalise } from './normalise.ts';
import { normaliseText } from './normalise-text.ts';
import type { RecordedCommand, RecordedRequest } from './recording.ts';

describe('texts', () => {
  test.each([
    ['uid: 514abe89-4377-4fdc-a9d3-861fb689cb39', 'uid: <uid>'],
    ['involvedObject.uid%3D514abe89-4377-4fdc-a9d3-861fb689cb39', 'involvedObject.uid%3D<uid>'],
    ['creationTimestamp: "2026-11-22T22:50:04Z"', 'creationTimestamp: "<time>"'],
    ['Start Time:  Sun, 22 Nov 2026 23:27:53 +0000', 'Start Time:  <time>'],
    ['resourceVersion: "668"', 'resourceVersion: "<version>"'],
    ['"resourceVersion":"0"', '"resourceVersion":"0"'],
    ['{\\"resourceVersion\\":\\"254\\"}', '{\\"resourceVersion\\":\\"<version>\\"}'],
    ['web   1/1   1   1   4m5s', 'web  1/1  1  1  <age>'],
    ['web   1/1   1   1', 'web   1/1   1   1'],
    ['10.0.171.20', '<cluster ip>'],
    ['10.0.0.1', '10.0.0.1'],
    [
      '{"continue":"eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NTIwLCJzdGFydCI6Ii9hIn0"}',
      '{"continue":"<continue {"v":"meta.k8s.io/v1","rv":"<version>","start":"/a"}>"}',
    ],
    ['port 80:31234/TCP', 'port 80:<node port>/TCP'],
    ['Events:            <none>', 'Events:  <none>'],
    [
      '{"gitVersion": "v1.37.2","gitTreeState": "archive","goVersion": "go1.26.8"}',
      '{"gitVersion": "v1.37.2","gitTreeState": "<build>","goVersion": "<build>"}',
    ],
    [
      'Server Version: version.Info{GitVersion:"v1.37.2", GitTreeState:"archive", Compiler:"gc", Platform:"linux/arm64"}',
      'Server Version: version.Info{GitVersion:"v1.37.2", GitTreeState:"<build>", Compiler:"<build>", Platform:"<build>"}',
    ],
    [
      'gitTreeState: clean\n  gitVersion: v1.37.2\n  platform: linux/amd64',
      'gitTreeState: "<build>"\n  gitVersion: v1.37.2\n  platform: "<build>"',
    ],
    ['platform: linux/amd64', 'platform: linux/amd64'],
    ['{"gitTreeState":{"type":"string"}}', '{"gitTreeState":{"type":"string"}}'],
    [
      'Creating debugging pod node-debugger-sandbox-1-x7k2q with',
      'Creating debugging pod node-debugger-sandbox-1-<random> with',
    ],
  ])('%s', (text, expected) => {
    expect(normaliseText(text)).toBe(expected);
  });
});

describe('two recordings', () => {
  test('that differ in uids, times and versions are the same', () => {
    const one = objectOf('514abe89-4377-4fdc-a9d3-861fb689cb39', '12', '2026-11-22T22:50:04Z');
    const other = objectOf('07a2a2c1-7a52-4f11-9d1c-5b7cf1a1c0de', '1302', '2026-11-22T22:51:59Z');
    expect(differences(one, other)).toEqual([]);
  });

  test.each([
    ['a status', { status: 201 }],
    ['a method', { method: 'PUT' }],
    ['a path', { uri: '/api/v1/namespaces/other' }],
    ['a value', { response: { kind: 'json', value: { a: 2 } } }],
    ['a key that is missing', { response: { kind: 'json', value: {} } }],
    ['a request body', { request: { kind: 'json', value: {} } }],
  ] as const)('that differ in %s are told apart', (_, part) => {
    const response: RecordedRequest['response'] = { kind: 'json', value: { a: 1 } };
    expect(differences(requestOf({ response }), requestOf({ response, ...part }))).not.toEqual([]);
  });

  test('that differ in stdout are told apart', () => {
    const compared = compare(plain({ stdout: 'a\n' }), plain({ stdout: 'b\n' }));
    expect(compared.differences).toHaveLength(1);
  });

  test('may have the lines of stdout in another order', () => {
    const compared = compare(plain({ stdout: 'a\nb\n' }), plain({ stdout: 'b\na\n' }));
    expect(compared.differences).toEqual([]);
  });

  test('may have generated names and the order of concurrent requests apart', () => {
    const made = (name: string) =>
      requestOf({ response: { kind: 'json', value: { metadata: { name, generateName: 'job-' } } } });
    const asked = (name: string) => requestOf({ uri: `/api/v1/pods/${name}` });
    const one = normalise(recordingOf([made('job-abcde'), asked('job-abcde')]), new GeneratedNames());
    const other = normalise(recordingOf([asked('job-x2x2x'), made('job-x2x2x')]), new GeneratedNames());
    expect(compare(one, other).differences).toEqual([]);
  });
});

describe('protobuf', () => {
  test('is read without its schema', () => {
    // Unknown{typeMeta: {apiVersion: v1, kind: A}, raw: {name: "x"}}
    const bytes = Buffer.from('k8s\0\n\u0007\n\u0002v1\u0012\u0001A\u0012\u0003\n\u0001x', 'latin1');
    const headers = [['Content-Type', 'application/vnd.kubernetes.protobuf']] as const;
    expect(decodeBody({ bytes, size: bytes.length }, headers)).toEqual({
      kind: 'protobuf',
      value: { 1: [{ 1: ['v1'], 2: ['A'] }], 2: [{ 1: ['x'] }] },
    });
  });
});

function objectOf(uid: string, resourceVersion: string, creationTimestamp: string): RecordedRequest {
  const value = { metadata: { uid, resourceVersion, creationTimestamp } };
  return requestOf({ response: { kind: 'json', value } });
}

function requestOf(part: Partial<RecordedRequest>): RecordedRequest {
  const none = { kind: 'none' } as const;
  return { method: 'GET', uri: '/api/v1/namespaces', status: 200, request: none, response: none, ...part };
}

function recordingOf(exchanges: RecordedRequest[]): RecordedCommand {
  return { exitCode: 0, stdout: '', stderr: '', exchanges, serverPort: 45_678 };
}

function plain(part: Partial<RecordedCommand>) {
  return normalise({ ...recordingOf([]), ...part }, new GeneratedNames());
}

function differences(one: RecordedRequest, other: RecordedRequest): string[] {
  const [real, sandbox] = [one, other].map((request) =>
    normalise(recordingOf([request]), new GeneratedNames()),
  );
  if (real === undefined || sandbox === undefined) throw new Error('no recordings');
  return compare(real, sandbox).differences;
}
