// Prints the structs of the Kubernetes API as JSON: for each kind of the API versions that the arguments name, and for
// what such a kind holds, what encoding/json, protobuf and strategic merge patches make of its fields.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// output is read by src/sandbox/catalog/go-types.ts, which says what the lines of a struct are.
type output struct {
	// Kinds has the index of the struct of each `group/version/Kind`.
	Kinds map[string]int `json:"kinds"`
	// Known has the kinds of the scheme that no argument names.
	Known   map[string][]string `json:"known"`
	Structs []string            `json:"structs"`
}

type dumper struct {
	indexes map[reflect.Type]int
	structs []string
}

func main() {
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		scheme.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme,
	} {
		if err := add(types); err != nil {
			panic(err)
		}
	}
	metav1.AddToGroupVersion(types, schema.GroupVersion{Version: "v1"})
	metav1.AddMetaToScheme(types)

	wanted := map[string]bool{"meta.k8s.io/v1": true}
	for _, groupVersion := range os.Args[1:] {
		wanted[groupVersion] = true
	}
	all := types.AllKnownTypes()
	kinds := make([]schema.GroupVersionKind, 0, len(all))
	for gvk := range all {
		kinds = append(kinds, gvk)
	}
	sort.Slice(kinds, func(i, j int) bool { return nameOf(kinds[i]) < nameOf(kinds[j]) })

	d := &dumper{indexes: map[reflect.Type]int{}}
	out := output{Kinds: map[string]int{}, Known: map[string][]string{}}
	for _, gvk := range kinds {
		if wanted[gvk.GroupVersion().String()] {
			out.Kinds[nameOf(gvk)] = d.structOf(all[gvk])
		} else if gvk.Version != runtime.APIVersionInternal {
			out.Known[gvk.GroupVersion().String()] = append(out.Known[gvk.GroupVersion().String()], gvk.Kind)
		}
	}
	// Not in the scheme, but on the wire.
	for _, value := range []any{metav1.APIGroup{}, metav1.APIGroupList{}, metav1.APIResourceList{}, metav1.APIVersions{}} {
		t := reflect.TypeOf(value)
		out.Kinds["/v1/"+t.Name()] = d.structOf(t)
	}
	out.Structs = d.structs
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		panic(err)
	}
	os.Stdout.Write(text.Bytes())
}

func nameOf(gvk schema.GroupVersionKind) string {
	return gvk.Group + "/" + gvk.Version + "/" + gvk.Kind
}

func (d *dumper) structOf(t reflect.Type) int {
	if index, ok := d.indexes[t]; ok {
		return index
	}
	index := len(d.structs)
	d.indexes[t] = index
	d.structs = append(d.structs, "")
	lines := append([]string{t.PkgPath() + "." + t.Name()}, d.fieldsOf(t, "", true)...)
	d.structs[index] = strings.Join(lines, "\n")
	return index
}

// fieldsOf gives a line for each field: JSON key, Go name, type, omission, protobuf number, wire type, patch strategy,
// patch merge key, and the numbers of the embedded messages that the field is in in protobuf: `2`, `1.3`.
func (d *dumper) fieldsOf(t reflect.Type, within string, inProtobuf bool) []string {
	var lines []string
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if key == "-" || !field.IsExported() && !field.Anonymous {
			continue
		}
		number, wire := "", ""
		if tag := strings.Split(field.Tag.Get("protobuf"), ","); len(tag) > 1 && inProtobuf {
			wire, number = tag[0], tag[1]
		}
		if field.Anonymous && key == "" {
			path := strings.TrimPrefix(within+"."+number, ".")
			lines = append(lines, d.fieldsOf(field.Type, path, number != "")...)
			continue
		}
		if key == "" {
			key = field.Name
		}
		omit := ""
		for _, option := range strings.Split(options, ",") {
			omit += map[string]string{"omitempty": "empty", "omitzero": "zero"}[option]
		}
		lines = append(lines, strings.Join([]string{
			key, field.Name, d.typeOf(field.Type), omit, number, wire,
			field.Tag.Get("patchStrategy"), field.Tag.Get("patchMergeKey"), within,
		}, "\t"))
	}
	return lines
}

var (
	jsonMarshaler   = reflect.TypeFor[json.Marshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	byteSlice       = reflect.TypeFor[[]byte]()
	message         = reflect.TypeFor[interface{ Marshal() ([]byte, error) }]()
)

// typeOf writes a type as Go does, with `#n` for the struct n, `!` before what marshals itself (`!JSONSchemaPropsOrBool#n`), and the underlying type
// before the name of a named one: `string:v1.PodPhase`. `{}` before a list is for one that is a message of its own.
func (d *dumper) typeOf(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		return "*" + d.typeOf(t.Elem())
	}
	if reflect.PointerTo(t).Implements(jsonUnmarshaler) || reflect.PointerTo(t).Implements(jsonMarshaler) {
		name := "!" + t.Name()
		// A union of the struct and something else.
		if strings.HasPrefix(t.Name(), "JSONSchemaPropsOr") {
			name += fmt.Sprintf("#%d", d.structOf(reflect.TypeFor[apiextensions.JSONSchemaProps]()))
		}
		return name
	}
	named := ""
	if t.Name() != "" && t.PkgPath() != "" {
		named = ":" + t.String()
	}
	switch t.Kind() {
	case reflect.Struct:
		return fmt.Sprintf("#%d", d.structOf(t))
	case reflect.Slice:
		if t.ConvertibleTo(byteSlice) && t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		if reflect.PointerTo(t).Implements(message) {
			return "{}[" + strings.TrimPrefix(named, ":") + "]" + d.typeOf(t.Elem())
		}
		return "[" + strings.TrimPrefix(named, ":") + "]" + d.typeOf(t.Elem())
	case reflect.Map:
		return "map" + named + "[" + t.Key().String() + "]" + d.typeOf(t.Elem())
	case reflect.Interface:
		return "!any"
	default:
		return t.Kind().String() + named
	}
}
