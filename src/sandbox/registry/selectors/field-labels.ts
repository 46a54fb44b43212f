import { goQuote } from '../../model/field-error.ts';
import { badRequest } from '../../model/status.ts';
import type { KindRules } from '../kind-rules.ts';
import type { FieldTerm } from './field-selector.ts';

/** The fields of the kinds that know more than name and namespace (AddFieldLabelConversionFunc of pkg/apis). */
const FIELD_LABELS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [
    'metadata.name',
    'metadata.namespace',
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  '/Node': ['metadata.name', 'spec.unschedulable'],
  '/ReplicationController': ['metadata.name', 'metadata.namespace', 'status.replicas'],
  '/Event': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
    'metadata.namespace',
    'metadata.name',
  ],
  '/Namespace': ['status.phase', 'metadata.name'],
  '/Secret': ['type', 'metadata.namespace', 'metadata.name'],
  '/Service': ['metadata.namespace', 'metadata.name', 'spec.clusterIP', 'spec.type'],
  'batch/Job': ['metadata.name', 'metadata.namespace', 'status.successful'],
  'certificates.k8s.io/CertificateSigningRequest': ['metadata.name', 'spec.signerName'],
  'certificates.k8s.io/ClusterTrustBundle': ['metadata.name', 'spec.signerName'],
  'certificates.k8s.io/PodCertificateRequest': [
    'metadata.name',
    'spec.signerName',
    'spec.podName',
    'spec.nodeName',
  ],
  'resource.k8s.io/ResourceSlice': ['metadata.name', 'spec.nodeName', 'spec.driver', 'spec.pool.name'],
};

/** Fields that are asked for by another name than they are kept by. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/Pod': { 'spec.host': 'spec.nodeName' },
  'events.k8s.io/Event': {
    reason: 'reason',
    'regarding.kind': 'involvedObject.kind',
    'regarding.namespace': 'involvedObject.namespace',
    'regarding.name': 'involvedObject.name',
    'regarding.uid': 'involvedObject.uid',
    'regarding.apiVersion': 'involvedObject.apiVersion',
    'regarding.resourceVersion': 'involvedObject.resourceVersion',
    'regarding.fieldPath': 'involvedObject.fieldPath',
    reportingController: 'reportingComponent',
    type: 'type',
    'metadata.namespace': 'metadata.namespace',
    'metadata.name': 'metadata.name',
  },
};

const META_LABELS = ['metadata.name', 'metadata.namespace'];

/**
 * The terms by the names that the storage knows (ConvertFieldLabel of the scheme).
 * @throws StatusError 400 for a field that objects of the kind cannot be selected by
 */
export function convertFieldLabels(rules: KindRules, terms: readonly FieldTerm[]): FieldTerm[] {
  const key = `${rules.kind.group}/${rules.kind.kind}`;
  return terms.map((term) => {
    const renamed = RENAMED[key]?.[term.field];
    if (renamed !== undefined) return { ...term, field: renamed };
    if (labelsOf(rules, key).includes(term.field)) return term;
    throw badRequest(unsupported(rules, key, term.field));
  });
}

function labelsOf({ strategy, resource, empty }: KindRules, key: string): readonly string[] {
  if (Object.hasOwn(RENAMED, key) && FIELD_LABELS[key] === undefined) return [];
  if (resource.customResourceDefinition === undefined) return FIELD_LABELS[key] ?? META_LABELS;
  const fields = Object.keys(strategy.selectableFields?.(empty) ?? {});
  return resource.namespaced ? [...META_LABELS, ...fields] : ['metadata.name', ...fields];
}

function unsupported({ resource, kind }: KindRules, key: string, field: string): string {
  if (key === 'batch/Job') return `field label ${goQuote(field)} not supported for Job`;
  if (key === 'resource.k8s.io/ResourceSlice') {
    return `field label not supported for ${kind.group}/${kind.version}, Kind=ResourceSlice: ${field}`;
  }
  const isKnown = Object.hasOwn(FIELD_LABELS, key) || Object.hasOwn(RENAMED, key);
  if (isKnown || resource.customResourceDefinition !== undefined)
    return `field label not supported: ${field}`;
  return `${goQuote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
