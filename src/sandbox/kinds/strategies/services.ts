import { objectAt, stringAt } from '../../model/json.ts';
import type { Strategy } from '../../model/rules.ts';
import { ensureObject } from '../defaults/set-default.ts';
import { createStrategy } from './create-strategy.ts';
import { addressesOf, allocateAddresses, keepAddressFields, setIpFamilies } from './service-addresses.ts';
import { clearUnusedFields, dropTrafficPolicy, keepAllocatedFields } from './service-fields.ts';
import { allocatePorts } from './service-ports.ts';

/** pkg/registry/core/service: the strategy, and what its storage allocates. */
export const SERVICE_STRATEGY: Strategy = createStrategy(
  {
    status: true,
    onCreate(service, context) {
      const spec = ensureObject(service, 'spec');
      dropTrafficPolicy(spec);
      keepAddressFields(spec, undefined);
      setIpFamilies(service, undefined);
      allocateAddresses(service, undefined, context);
      allocatePorts(service, undefined, context);
    },
    onUpdate(service, old, context) {
      const spec = ensureObject(service, 'spec');
      const before = objectAt(old, 'spec');
      keepAllocatedFields(spec, before);
      keepAddressFields(spec, before);
      setIpFamilies(service, old);
      allocateAddresses(service, old, context);
      allocatePorts(service, old, context);
      clearUnusedFields(service, before);
      dropTrafficPolicy(spec);
    },
  },
  {
    allowCreateOnUpdate: true,
    companions: addressesOf,
    selectableFields: (service) => ({
      'spec.clusterIP': stringAt(objectAt(service, 'spec'), 'clusterIP'),
      'spec.type': stringAt(objectAt(service, 'spec'), 'type'),
    }),
  },
);
