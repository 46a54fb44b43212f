import { beforeAll, describe, expect, test } from 'vitest';
import { matchesPattern } from '../../../src/sandbox/crd/go-pattern.ts';
import { validateRules } from '../../../src/sandbox/crd/rules/index.ts';
import { fieldErrorMessage } from '../../../src/sandbox/model/field-error.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import { CONTEXT, createDefinition, serve } from './widgets.ts';

const rules = (...texts: string[]) => texts.map((rule) => ({ rule }));

const SPEC: JsonObject = {
  type: 'object',
  'x-kubernetes-validations': [
    { rule: 'self.min <= self.max', message: 'min over max' },
    {
      rule: '!has(self.a) || self.a.size() < 3',
      messageExpression: "'too many of a'",
      fieldPath: '.a',
      reason: 'FieldValueForbidden',
    },
    { rule: 'has(self.fixed) == has(oldSelf.fixed)', message: 'fixed may not come or go' },
  ],
  properties: {
    min: { type: 'integer' },
    max: { type: 'integer' },
    fixed: {
      type: 'string',
      'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'is immutable' }],
    },
    a: {
      type: 'array',
      items: { type: 'string', 'x-kubernetes-validations': rules("self.matches('^[a-z]+$')") },
    },
    m: {
      type: 'object',
      additionalProperties: { type: 'integer', 'x-kubernetes-validations': rules('self > 0') },
    },
    du: { type: 'string', format: 'duration', 'x-kubernetes-validations': rules("self > duration('1m')") },
    q: { type: 'string', 'x-kubernetes-validations': rules("quantity(self).isGreaterThan(quantity('1Gi'))") },
    lm: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      'x-kubernetes-validations': [{ rule: "self.exists(e, e.k == 'x')", message: 'needs x' }],
      items: {
        type: 'object',
        properties: {
          k: { type: 'string' },
          v: {
            type: 'integer',
            'x-kubernetes-validations': [{ rule: 'self >= oldSelf', message: 'only up' }],
          },
        },
      },
    },
    unknown: { type: 'string', 'x-kubernetes-validations': rules("url(self).getHost() == 'x'") },
  },
};
const SCHEMA: JsonObject = { type: 'object', properties: { spec: SPEC } };

const faultsOf = (spec: JsonObject, old?: JsonObject) =>
  validateRules({ spec }, old === undefined ? undefined : { spec: old }, SCHEMA).map(fieldErrorMessage);

// The messages are those of a kube-apiserver 1.37.2 with the same definition.
describe('x-kubernetes-validations', () => {
  test('tell what an object breaks, each at its place', () => {
    const spec = { min: 3, max: 2, a: ['a', 'b', 'c', 'D'], m: { x: 0 }, du: '30s', q: '1Mi', lm: [] };
    expect(faultsOf(spec)).toEqual([
      'spec: Invalid value: min over max',
      'spec.a: Forbidden: too many of a',
      `spec.a[3]: Invalid value: "D": failed rule: self.matches('^[a-z]+$')`,
      'spec.m[x]: Invalid value: 0: failed rule: self > 0',
      `spec.du: Invalid value: "30s": failed rule: self > duration('1m')`,
      `spec.q: Invalid value: "1Mi": failed rule: quantity(self).isGreaterThan(quantity('1Gi'))`,
      'spec.lm: Invalid value: needs x',
    ]);
  });

  test('tell why they could not be evaluated', () => {
    expect(faultsOf({ min: 3 })).toEqual([
      'spec: Invalid value: "object": no such key: max evaluating rule: min over max',
    ]);
  });

  test('compare with what was there, in lists by their keys', () => {
    const old = { min: 1, max: 2, fixed: 'a', lm: [{ k: 'x', v: 5 }] };
    const spec = {
      min: 7,
      max: 2,
      fixed: 'b',
      lm: [
        { k: 'y', v: 1 },
        { k: 'x', v: 1 },
      ],
    };
    expect(faultsOf(spec, old)).toEqual([
      'spec: Invalid value: min over max',
      'spec.fixed: Invalid value: "b": is immutable',
      'spec.lm[1].v: Invalid value: 1: only up',
    ]);
    const { fixed: _, ...without } = old;
    expect(faultsOf(without, old)).toEqual(['spec: Invalid value: fixed may not come or go']);
  });

  test('leave alone what an update does not change', () => {
    const wrong = { min: 3, max: 2 };
    expect(faultsOf(wrong, wrong)).toEqual([]);
  });

  test('are not checked where they call what is not here', () => {
    expect(faultsOf({ min: 1, max: 1, unknown: 'x' })).toEqual([]);
  });

  test('end in time', () => {
    const rule = 'self.all(a, self.all(b, self.all(c, a + b + c >= 0)))';
    const schema = { type: 'array', items: { type: 'integer' }, 'x-kubernetes-validations': rules(rule) };
    const list = Array.from({ length: 3000 }, (_, index) => index);
    const errors = validateRules({ list }, undefined, { type: 'object', properties: { list: schema } });
    expect(errors.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('running out of cost budget'),
    ]);
  });

  describe('of a definition', () => {
    const definition = createDefinition(
      JSON.stringify({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'boats.sea.example' },
        spec: {
          group: 'sea.example',
          scope: 'Namespaced',
          names: { plural: 'boats', kind: 'Boat' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: SCHEMA } }],
        },
      }),
    );
    const boats = serve(definition);
    beforeAll(() => boats.prepare?.());

    test('are a part of its validation', () => {
      const body =
        '{"apiVersion":"sea.example/v1","kind":"Boat","metadata":{"name":"b"},"spec":{"min":2,"max":1}}';
      const { object } = boats.decode(Buffer.from(body), 'application/json', 'Strict');
      const errors = boats.validator.validateCreate(object, CONTEXT);
      expect(errors.map(fieldErrorMessage)).toEqual(['spec: Invalid value: min over max']);
    });
  });
});

test('a pattern that JavaScript would never be done with does not match', () => {
  expect(matchesPattern(`${'a'.repeat(50)}!`, '^(a+)+$')).toBe(false);
  expect(matchesPattern(`${'x'.repeat(200_000)}!`, '^x*x*x*$')).toBe(false);
  expect(matchesPattern('aaa', '^(a+)+$')).toBe(true);
});
