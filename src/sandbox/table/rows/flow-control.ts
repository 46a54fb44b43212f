import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { type PrinterTable, printersOf } from '../printer.ts';
import { ageOf, conditionOf, has, nameOf, numberAt, objectsAt, specOf, statusOf } from './read.ts';

const GROUP = 'flowcontrol.apiserver.k8s.io';

export const flowControlPrinters: PrinterTable = {
  [`${GROUP}/FlowSchema`]: {
    printRow: printFlowSchema,
    arrangeList: (objects) => ({ objects: byPrecedence(objects), printRow: printFlowSchema }),
  },
  ...printersOf({ [`${GROUP}/PriorityLevelConfiguration`]: printPriorityLevel }),
};

function printFlowSchema(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const dangling = conditionOf(objectsAt(statusOf(object), 'conditions'), 'Dangling');
  return [
    nameOf(object),
    stringAt(objectAt(spec, 'priorityLevelConfiguration'), 'name'),
    numberAt(spec, 'matchingPrecedence'),
    has(spec, 'distinguisherMethod') ? stringAt(objectAt(spec, 'distinguisherMethod'), 'type') : '<none>',
    ageOf(object, now),
    dangling === undefined ? '?' : stringAt(dangling, 'status'),
  ];
}

/** The order in which the server asks them, then by name (apihelpers.FlowSchemaSequence). */
function byPrecedence(objects: readonly ApiObject[]): ApiObject[] {
  const precedence = (object: ApiObject) => numberAt(specOf(object), 'matchingPrecedence');
  return [...objects].sort((a, b) => precedence(a) - precedence(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

function printPriorityLevel(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const limited = objectAt(spec, 'limited');
  const queuing = objectAt(objectAt(limited, 'limitResponse'), 'queuing');
  return [
    nameOf(object),
    stringAt(spec, 'type'),
    numberOrNone(limited, 'nominalConcurrencyShares'),
    numberOrNone(queuing, 'queues'),
    numberOrNone(queuing, 'handSize'),
    numberOrNone(queuing, 'queueLengthLimit'),
    ageOf(object, now),
  ];
}

function numberOrNone(object: JsonObject, key: string): Cell {
  const value = own(object, key);
  return typeof value === 'number' ? value : '<none>';
}
