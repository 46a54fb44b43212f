import type { JsonObject } from '../../../../src/sandbox/model/json.ts';
import type { Scenario } from './case.ts';

// Made by openssl for these tests; their keys are gone.

const EC = `-----BEGIN CERTIFICATE REQUEST-----
MIHFMG4CAQAwDDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BMTPzK0xYwF1uljX4vQiN3Z3txrGtVIDyRZiCWaPrvoG6XqN2+dIiZ3TyegL7ZLp
WWm2XsVEvPwq7gEXL5ssh8+gADAKBggqhkjOPQQDAgNHADBEAiBYsJh8a4SG3oGE
pf9i35LprkOx6lum8jeUmnDJ4xoREwIgRPdyR4QEMSoifjKkjn1PCh/W0VYEdWBO
0NOP/RaaYyo=
-----END CERTIFICATE REQUEST-----
`;

const RSA = `-----BEGIN CERTIFICATE REQUEST-----
MIIBSzCBtQIBADAMMQowCAYDVQQDDAFhMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB
iQKBgQC09PqmPDmfZ4bUWfmwKnIQrRwNGNyNIqHuf2hYSt2vwXmQwMWluHjGMjda
Q7valTifd/gSrlTIEsV/3kd2TyoNZMRi47by2QdlILfkT6lwBrfZzQjxVHVpVYrm
FhzMiJ7WWCk3aDZAtFA0LWT5uVIVe/ElfJnbIwsM0OIJzsGCTwIDAQABoAAwDQYJ
KoZIhvcNAQELBQADgYEArJATvBojXYkx9G5OMSkqMNuBGZY8jL9CV/hsh1ywnREx
zOhR7m+KnUqmlYubAka7CXoKHpaHcLIL6bS7qerishtavMMVGnyCRt2laxtLUDA7
jQcDTMuWIpUZoRE+igt7J/rZS59GtC0tpcHa87paRMjQGvrQ9Ub4VF+BbVTyWmE=
-----END CERTIFICATE REQUEST-----
`;

const ED25519 = `-----BEGIN CERTIFICATE REQUEST-----
MIGLMD8CAQAwDDEKMAgGA1UEAwwBYTAqMAUGAytlcAMhAENHywZRBGi7CwyqsT99
IdKJW7/INdLAanH5vuMwEthPoAAwBQYDK2VwA0EAn5w472NK/7Jju9hyvH4Swemx
djRuM3DNykvQB7nSpZdpRABQiMR9aNIqTHQBiSjXeSNiAIncgWvhOkcte8xSAg==
-----END CERTIFICATE REQUEST-----
`;

const CA = `-----BEGIN CERTIFICATE-----
MIIBcDCCARegAwIBAgIUcqwLSvMo/EDtzmYlEFy7kyDpUrAwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCY2EwIBcNMjYxMTIzMDA1NDU5WhgPMjEyNjEwMzAwMDU0NTla
MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExM/MrTFj
AXW6WNfi9CI3dne3Gsa1UgPJFmIJZo+u+gbpeo3b50iJndPJ6AvtkulZabZexUS8
/CruARcvmyyHz6NTMFEwHQYDVR0OBBYEFANy053Yz7cqAc1FxnmR02yW6cLXMB8G
A1UdIwQYMBaAFANy053Yz7cqAc1FxnmR02yW6cLXMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDRwAwRAIgB4joQZirfyybd0/7nl6p709ts46pvyn4OIzqSmN9
I4sCIHQyOCbeP3vEf4+qo9XAJY+teQBu/2qI9qo+8n23VN43
-----END CERTIFICATE-----
`;

const LEAF = `-----BEGIN CERTIFICATE-----
MIIBcjCCARigAwIBAgIUcHUS8H9eixmob3FeElYKgJrIqc4wCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEbGVhZjAgFw0yNjExMjMwMDU0NTlaGA8yMTI2MTAzMDAwNTQ1
OVowDzENMAsGA1UEAwwEbGVhZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMTP
zK0xYwF1uljX4vQiN3Z3txrGtVIDyRZiCWaPrvoG6XqN2+dIiZ3TyegL7ZLpWWm2
XsVEvPwq7gEXL5ssh8+jUDBOMB0GA1UdDgQWBBQDctOd2M+3KgHNRcZ5kdNslunC
1zAfBgNVHSMEGDAWgBQDctOd2M+3KgHNRcZ5kdNslunC1zAMBgNVHRMBAf8EAjAA
MAoGCCqGSM49BAMCA0gAMEUCIH1aQpTEOwylJY6MTBc+DDJFYe4rz30HAJ9kRC1q
DtCkAiEA8LZf2+X4gpJ+gwGXP71eGhUs5Qlcu1DxGglRFgegmbU=
-----END CERTIFICATE-----
`;

/** EC with another last bit of its signature. */
const DAMAGED = `-----BEGIN CERTIFICATE REQUEST-----
MIHFMG4CAQAwDDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BMTPzK0xYwF1uljX4vQiN3Z3txrGtVIDyRZiCWaPrvoG6XqN2+dIiZ3TyegL7ZLp
WWm2XsVEvPwq7gEXL5ssh8+gADAKBggqhkjOPQQDAgNHADBEAiBYsJh8a4SG3oGE
pf9i35LprkOx6lum8jeUmnDJ4xoREwIgRPdyR4QEMSoifjKkjn1PCh/W0VYEdWBO
0NOP/RaaYys=
-----END CERTIFICATE REQUEST-----
`;

const encode = (text: string) => Buffer.from(text).toString('base64');
const condition = (type: string, status = 'True'): JsonObject => ({ type, status, reason: 'a' });

export const certificateSigningRequests: Scenario = {
  path: '/apis/certificates.k8s.io/v1/certificatesigningrequests',
  good: {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'validation-request' },
    spec: { request: encode(EC), signerName: 'example.com/a', usages: ['client auth'] },
  },
  create: {
    empty: { spec: {} },
    RSA: { 'spec.request': encode(RSA) },
    Ed25519: { 'spec.request': encode(ED25519) },
    'bad signature': { 'spec.request': encode(DAMAGED) },
    'no PEM': { 'spec.request': encode('a') },
    'a certificate': { 'spec.request': encode(CA) },
    'text in front': { 'spec.request': encode(`a\n${EC}`) },
    'cut off': {
      'spec.request': encode(
        '-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----\n',
      ),
    },
    usages: { 'spec.usages': ['X', 'any', 'any'] },
    'legacy signer': { 'spec.signerName': 'kubernetes.io/legacy-unknown' },
    'bad signer': { 'spec.signerName': 'a/b/c' },
    'short signer': { 'spec.signerName': 'a/b' },
    'short time': { 'spec.expirationSeconds': 599 },
    'any name': { 'metadata.name': 'A:b' },
  },
  update: { label: { 'metadata.labels': { a: 'b c' } }, 'spec stays': { spec: {} } },
  subresources: {
    approval: {
      approved: { 'status.conditions': [condition('Approved')] },
      both: { 'status.conditions': [condition('Approved'), condition('Denied')] },
      'not approved': { 'status.conditions': [condition('Approved', 'False')] },
      'no status': { 'status.conditions': [{ type: '' }] },
      twice: { 'status.conditions': [condition('Other'), condition('Other', 'X')] },
      certificate: { 'status.certificate': encode(CA) },
    },
    status: {
      approved: { 'status.conditions': [condition('Approved')] },
      failed: { 'status.conditions': [condition('Failed')] },
      certificate: { 'status.certificate': encode(CA) },
      'bad certificate': { 'status.certificate': encode('a') },
      'a request as certificate': { 'status.certificate': encode(EC) },
    },
  },
};

export const clusterTrustBundles: Scenario = {
  path: '/apis/certificates.k8s.io/v1/clustertrustbundles',
  good: {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'ClusterTrustBundle',
    metadata: { name: 'validation-bundle' },
    spec: { trustBundle: CA },
  },
  create: {
    empty: { spec: {} },
    'no PEM': { 'spec.trustBundle': 'a' },
    'no CA': { 'spec.trustBundle': LEAF },
    'no certificate': { 'spec.trustBundle': `${CA}${EC}` },
    twice: { 'spec.trustBundle': `${CA}a\n${CA}` },
    garbage: { 'spec.trustBundle': '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n' },
    headers: { 'spec.trustBundle': CA.replace('-----\n', '-----\na: b\n\n') },
    'name of a signer': { 'metadata.name': 'a:b' },
    'name without the signer': { 'spec.signerName': 'example.com/a' },
    'bad signer': { 'spec.signerName': 'a', 'metadata.name': 'a:b' },
    'good signer': { 'spec.signerName': 'example.com/a', 'metadata.name': 'example.com:a:b' },
  },
  update: { signer: { 'spec.signerName': 'example.com/a' }, 'no PEM': { 'spec.trustBundle': 'a' } },
};
