import { randomUUID } from 'node:crypto';
import { objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Strategy } from '../../model/rules.ts';
import { labelNamespace } from '../defaults/core.ts';
import { ensureList, ensureObject, findObject, isEmpty, isNil, objectsAt } from '../defaults/set-default.ts';
import { createStrategy, keep } from './create-strategy.ts';
import { dropDisabled } from './disabled-fields.ts';
import { nameField } from './storage.ts';

// pkg/registry/core/*/strategy.go of the smaller kinds

const KUBERNETES_FINALIZER = 'kubernetes';

export const CORE_STRATEGIES: ReadonlyArray<readonly [string, Strategy]> = [
  ['/Endpoints', { allowCreateOnUpdate: true }],
  ['/Event', { allowCreateOnUpdate: true, selectableFields: eventFields }],
  ['events.k8s.io/Event', { allowCreateOnUpdate: true, selectableFields: eventFields }],
  [
    '/LimitRange',
    {
      allowCreateOnUpdate: true,
      prepareForCreate({ metadata }) {
        if (isEmpty(metadata.name)) metadata.name = randomUUID();
      },
    },
  ],
  [
    '/Namespace',
    createStrategy(
      { status: true, onCreate: startNamespace, onUpdate: keepNamespaceFinalizers },
      {
        prepareForSubresourceUpdate: { finalize: (namespace, old) => keep(namespace, old, 'status') },
        resetFields: { finalize: ['status'] },
        selectableFields: (namespace) => ({
          ...nameField(namespace),
          'status.phase': stringAt(objectAt(namespace, 'status'), 'phase'),
        }),
      },
    ),
  ],
  ['/Node', nodeStrategy()],
  ['/ResourceQuota', createStrategy({ status: true })],
  [
    '/Secret',
    {
      prepareForUpdate(secret, old) {
        if (isEmpty(secret.type)) keep(secret, old, 'type');
      },
      selectableFields: (secret) => ({ type: stringAt(secret, 'type') }),
    },
  ],
  ['/ServiceAccount', { prepareForCreate: cleanSecrets, prepareForUpdate: cleanSecrets }],
];

function startNamespace(namespace: ApiObject): void {
  labelNamespace(namespace);
  namespace.status = { phase: 'Active' };
  const finalizers = ensureList(ensureObject(namespace, 'spec'), 'finalizers');
  if (!finalizers.includes(KUBERNETES_FINALIZER)) finalizers.push(KUBERNETES_FINALIZER);
}

function keepNamespaceFinalizers(namespace: ApiObject, old: ApiObject): void {
  labelNamespace(namespace);
  keep(ensureObject(namespace, 'spec'), objectAt(old, 'spec'), 'finalizers');
}

/** Whoever creates a node may say its status too. */
function nodeStrategy(): Strategy {
  const strategy = createStrategy(
    {
      status: true,
      onUpdate: (node, old) => dropDisabled(node, old, NODE_FIELDS),
      onStatusUpdate(node, old) {
        if (isNil(objectAt(old, 'status').config)) delete objectAt(node, 'status').config;
      },
    },
    {
      selectableFields: (node) => ({
        'spec.unschedulable': String(objectAt(node, 'spec').unschedulable === true),
      }),
    },
  );
  return {
    ...strategy,
    prepareForCreate(node) {
      dropDisabled(node, undefined, [...NODE_FIELDS, 'status.config']);
    },
  };
}

const NODE_FIELDS = ['spec.configSource', 'spec.podPreemptionPolicy'];

/** Of the references to secrets only the name counts. */
function cleanSecrets(account: ApiObject): void {
  const secrets = objectsAt(account, 'secrets');
  if (secrets.length > 0) account.secrets = secrets.map(({ name }) => (isNil(name) ? {} : { name }));
}

/** The fields of core/v1, whichever of the two versions the event is in. */
function eventFields(event: ApiObject): Record<string, string> {
  const about = findObject(event, 'involvedObject') ?? findObject(event, 'regarding') ?? {};
  const source = findObject(event, 'source') ?? findObject(event, 'deprecatedSource') ?? {};
  const controller = stringAt(event, 'reportingComponent') || stringAt(event, 'reportingController');
  return {
    'involvedObject.kind': stringAt(about, 'kind'),
    'involvedObject.namespace': stringAt(about, 'namespace'),
    'involvedObject.name': stringAt(about, 'name'),
    'involvedObject.uid': stringAt(about, 'uid'),
    'involvedObject.apiVersion': stringAt(about, 'apiVersion'),
    'involvedObject.resourceVersion': stringAt(about, 'resourceVersion'),
    'involvedObject.fieldPath': stringAt(about, 'fieldPath'),
    reason: stringAt(event, 'reason'),
    reportingComponent: controller,
    source: stringAt(source, 'component') || controller,
    type: stringAt(event, 'type'),
  };
}
