import type { Json, JsonObject } from './json.ts';
import type { ApiObject } from './object.ts';
import type { ResourceInfo } from './resource.ts';

/**
 * What is known of the API of one Kubernetes version: data taken from a real kube-apiserver and from the Go types. It is
 * read from compressed files, a part at a time and only when it is asked for.
 */
export interface Catalog {
  /** `v1.37.2`; and the rest of what `/version` answers. */
  readonly version: JsonObject & { gitVersion: string };
  /** All built-in resources, in discovery's order. */
  readonly resources: readonly ResourceInfo[];
  findResource(group: string, version: string, resource: string): ResourceInfo | undefined;
  /** The Go type of a kind: `apps`, `v1`, `Deployment`. Also DeleteOptions, Status, Scale, Eviction, TokenRequest, … */
  goTypeOf(group: string, version: string, kind: string): GoStruct | undefined;
  /** Whether the server knows a kind in a version that it does not serve any more: `apps/v1beta1` Deployment. */
  isRetired(group: string, version: string, kind: string): boolean;
  /** The type for structured merges of a kind; undefined where the kind is not known. */
  mergeTypeOf(group: string, version: string, kind: string): MergeType | undefined;
  /** The same for a custom resource, by its openAPIV3Schema. */
  mergeTypeOfCustomResource(schema: JsonObject | undefined, preserveUnknownFields: boolean): MergeType;
  /** The columns of a resource's Table. */
  columnsOf(resource: ResourceInfo): readonly TableColumn[];
  /**
   * The objects that a new server holds, with the starter objects: in the order of their creation, as if made at that
   * time. `uidFor` gives the uid for each placeholder of the data; random ones where it is not given.
   */
  seed(created?: Date, uidFor?: (placeholder: string) => string): readonly ApiObject[];
}

/** metav1.TableColumnDefinition, in the server's words. */
export type TableColumn = JsonObject & {
  name: string;
  type: string;
  format: string;
  description: string;
  /** 0 is shown always, others with `-o wide`. */
  priority: number;
};

/** A struct of the Kubernetes API as Go has it (by reflection): what JSON and protobuf look like. */
export interface GoStruct {
  /** The package's path and the name: `k8s.io/api/apps/v1.DeploymentSpec`. */
  name: string;
  /** In the order of declaration, which is the order of the JSON; embedded structs are inlined where Go does. */
  fields: readonly GoField[];
}

export interface GoField {
  /** The JSON key. */
  json: string;
  /** The name of the Go field. */
  go: string;
  type: GoType;
  /** `omitempty`: left out when empty; `omitzero`: when zero; '' is always written. */
  omit: '' | 'empty' | 'zero';
  /** The field's number in protobuf; undefined where there is none. */
  protobuf: number | undefined;
  /**
   * The numbers of the embedded messages that the field is in in protobuf, from the outside in; empty for most. Go
   * inlines the fields of an embedded struct into the JSON (VolumeSource in Volume), protobuf does not.
   */
  within: readonly number[];
  /** `varint`, `bytes`, `fixed64`, …; the wire type of the tag. */
  wire: string | undefined;
  /** For strategic merge patches: `merge`, `replace`, `retainKeys`; several are joined by a comma. */
  patchStrategy: string | undefined;
  patchMergeKey: string | undefined;
}

/** A Go type as far as JSON, protobuf and error messages can see it. */
export type GoType =
  | { kind: 'struct'; struct: GoStruct; pointer: boolean }
  /** `name` is that of a named type, such as `v1.FinalizerName`. `message`: in protobuf a message whose field 1 repeats. */
  | { kind: 'list'; element: GoType; name: string | undefined; message: boolean }
  /** `name` is that of a named type, such as `v1.ResourceList`; `key` the Go type of the keys. */
  | { kind: 'map'; element: GoType; key: string; name: string | undefined }
  /** `name` is the Go type in messages: `int32`, `string`, `v1.PodPhase`, `uint8`, `float64`, `bool`. */
  | { kind: 'string' | 'bool' | 'int' | 'float'; name: string; bits: number; pointer: boolean }
  /** []byte: base64 in JSON. */
  | { kind: 'bytes' }
  /**
   * A type with its own (un)marshalling: Time, MicroTime, Quantity, IntOrString, Duration, RawExtension, FieldsV1, JSON, …
   * `struct` is JSONSchemaProps for what is one or something else (JSONSchemaPropsOrBool, …OrArray, …OrStringArray).
   */
  | { kind: 'special'; name: string; pointer: boolean; struct: GoStruct | undefined };

/**
 * A type as structured-merge-diff sees it (sigs.k8s.io/structured-merge-diff schema): made of the OpenAPI extensions
 * x-kubernetes-list-type, -list-map-keys, -map-type and of the defaults.
 */
export type MergeType =
  | { kind: 'scalar'; of: 'string' | 'number' | 'boolean' | 'untyped' }
  /**
   * Whatever the value is: a scalar, an atomic list or a map of the same. `separable` is structured-merge-diff's deduced
   * type (an object without properties, x-kubernetes-preserve-unknown-fields, no type at all), `atomic` its untyped one
   * (RawExtension).
   */
  | { kind: 'any'; relationship: 'separable' | 'atomic' }
  | {
      kind: 'struct';
      /** A getter keeps recursive types finite. */
      fields: ReadonlyMap<string, MergeField>;
      /** `granular` is merged field by field, `atomic` is owned as one. */
      relationship: 'separable' | 'atomic';
      /** What fields of no name in `fields` are; undefined where there may be none. */
      element: MergeType | undefined;
    }
  | { kind: 'map'; element: MergeType; relationship: 'separable' | 'atomic' }
  | {
      kind: 'list';
      element: MergeType;
      relationship: 'associative' | 'atomic';
      /** The keys of an associative list of maps; empty for a set. */
      keys: readonly string[];
    };

export interface MergeField {
  type: MergeType;
  default: Json | undefined;
}
