import type { DecodedBody, FieldValidation } from '../codec/decode-body.ts';
import type { GoStruct, MergeType } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { ApiObject, GroupVersionKind } from '../model/object.ts';
import type { ResourceInfo } from '../model/resource.ts';
import type { Strategy, Validator, WriteContext } from '../model/rules.ts';
import type { CustomTable } from '../table/index.ts';
import type { ScalePaths } from './subresources/scale.ts';

/** All that the verbs know of the objects of one resource in one version, be it built in or a custom one. */
export interface KindRules {
  readonly resource: ResourceInfo;
  /** In the version of the request. */
  readonly kind: GroupVersionKind;
  readonly strategy: Strategy;
  readonly validator: Validator;
  /** To be waited for before an object is validated, where that needs more code. */
  readonly prepare?: (() => Promise<void>) | undefined;
  /** The Go type in the version of the request; undefined for custom resources. */
  readonly struct: GoStruct | undefined;
  /** An object without content in the version of the request, as Go encodes the type's zero value. */
  readonly empty: ApiObject;
  /** Where a custom resource has its replicas; undefined for the built-in workloads, which all have them at one place. */
  readonly scale: CustomScale | undefined;
  /** The Warning of each answer, where the version is deprecated. */
  readonly deprecation: string | undefined;
  /** Of a CustomResourceDefinition that is being deleted. */
  readonly isTerminating: boolean;
  /** The kind of a list of these objects. */
  readonly listKind: string;
  /** How to print a custom resource. */
  readonly customTable: CustomTable | undefined;

  /** Decodes a body that a client sent for this kind; with defaults. */
  decode(body: Buffer, contentType: string | undefined, validation: FieldValidation): DecodedBody;
  /**
   * The canonical form of an object in the version of the request, with defaults.
   * @throws DecodeError where it does not fit the type
   */
  complete(object: JsonObject, origin?: 'apply'): DecodedBody;
  /** Checks that what a patch has made of an object is still of this kind. @throws DecodeError */
  checkKind(object: JsonObject): void;
  /** An object in another version of the kind. */
  convert(object: ApiObject, apiVersion: string): ApiObject;
  /** What is left of an object, in the version in which it is kept, when it has been kept. */
  stored(object: ApiObject): ApiObject;
  /** The type for merges in a version of the kind. */
  typeOf(apiVersion: string): MergeType | undefined;
  /** Admission, before the object is prepared and validated: changes it. @throws StatusError */
  admit(object: ApiObject | undefined, old: ApiObject | undefined, context: WriteContext): void;
  /** What admission says to the object that is about to be stored. @throws StatusError */
  validateAdmission(object: ApiObject | undefined, old: ApiObject | undefined, context: WriteContext): void;
}

/** `spec.versions[*].subresources.scale` of a CustomResourceDefinition. */
export interface CustomScale {
  paths: ScalePaths;
  /** Where the replicas are in each version, by apiVersion; null where a version has none. */
  versions: ReadonlyMap<string, string | null>;
  table: CustomTable;
}
