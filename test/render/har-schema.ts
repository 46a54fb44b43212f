import { createRequire } from 'node:module';
import { isIPv4, isIPv6 } from 'node:net';
import { Ajv } from 'ajv';

const require = createRequire(import.meta.url);
const schemas: Record<string, object> = require('har-schema');

// Of 2017: a keyword of its own (`optional`), and the meta-schema that JSON Schema had then.
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    ipv4: isIPv4,
    ipv6: isIPv6,
    uri: (text: string) => URL.canParse(text),
  },
});
ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
for (const schema of Object.values(schemas)) ajv.addSchema(schema);

/** What har-schema finds wrong with a HAR 1.2 document. */
export function faultsOf(document: unknown): string[] {
  const validate = ajv.getSchema('har.json#');
  if (validate === undefined) throw new Error('har-schema has no har.json');
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
