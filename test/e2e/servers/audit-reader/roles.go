package main

import (
	"cmp"
	"slices"
	"strings"

	authnv1 "k8s.io/api/authentication/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/component-helpers/auth/rbac/validation"
	rbachelper "k8s.io/kubernetes/pkg/apis/rbac/v1"
	compaction "k8s.io/kubernetes/pkg/registry/rbac/validation"
	rbacauthorizer "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
)

// What every user may do without a role: audit2rbac leaves it out.
var discovery = rbacv1.PolicyRule{
	Verbs:           []string{"get"},
	NonResourceURLs: []string{"/healthz", "/version", "/swagger*", "/api*"},
}

// What else a verb is taken to need.
var expansions = map[string][]string{
	"list":   {"get", "watch"},
	"watch":  {"get", "list"},
	"update": {"get", "patch"},
	"patch":  {"get", "update"},
}

type request = authorizer.AttributesRecord

// speaker is whom the event is counted for.
func speaker(event auditv1.Event) authnv1.UserInfo {
	if event.ImpersonatedUser != nil {
		return *event.ImpersonatedUser
	}
	return event.User
}

func toRequest(event auditv1.Event) request {
	made := request{Verb: event.Verb, Path: event.RequestURI}
	if ref := event.ObjectRef; ref != nil {
		made.ResourceRequest = true
		made.APIGroup, made.APIVersion = ref.APIGroup, ref.APIVersion
		made.Resource, made.Subresource = ref.Resource, ref.Subresource
		made.Namespace, made.Name = ref.Namespace, ref.Name
	}
	return made
}

// makeRoles returns the rules by namespace; those of the ClusterRole stand under the empty one.
func makeRoles(requests []request) map[string][]rbacv1.PolicyRule {
	roles := map[string][]rbacv1.PolicyRule{}
	slices.SortStableFunc(requests, broaderFirst)
	for _, asked := range requests {
		granted := slices.Concat([]rbacv1.PolicyRule{discovery}, roles[""], roles[asked.Namespace])
		if rbacauthorizer.RulesAllow(asked, granted...) {
			continue
		}
		if !asked.ResourceRequest {
			rule := rbacv1.PolicyRule{Verbs: []string{asked.Verb}, NonResourceURLs: []string{asked.Path}}
			roles[""] = append(roles[""], rule)
			continue
		}
		widened := widen(asked, requests)
		roles[widened.Namespace] = append(roles[widened.Namespace], ruleFor(widened))
	}
	for namespace, rules := range roles {
		roles[namespace] = compact(rules)
	}
	return roles
}

// widen drops the name and the namespace where others ask for the same with another one.
func widen(asked request, requests []request) request {
	widened := asked
	for _, other := range requests {
		if !other.ResourceRequest || kindOf(other) != kindOf(asked) {
			continue
		}
		if other.Namespace != "" && asked.Namespace != "" && other.Namespace != asked.Namespace {
			widened.Namespace = ""
		}
		if other.Name != "" && asked.Name != "" && other.Name != asked.Name {
			widened.Name = ""
		}
	}
	return widened
}

func kindOf(asked request) [5]string {
	return [5]string{asked.Verb, asked.APIGroup, asked.APIVersion, asked.Resource, asked.Subresource}
}

func ruleFor(asked request) rbacv1.PolicyRule {
	resource := asked.Resource
	if asked.Subresource != "" {
		resource += "/" + asked.Subresource
	}
	rule := rbacv1.PolicyRule{
		Verbs:     append([]string{asked.Verb}, expansions[asked.Verb]...),
		APIGroups: []string{asked.APIGroup},
		Resources: []string{resource},
	}
	if asked.Name != "" {
		rule.ResourceNames = []string{asked.Name}
	}
	return rule
}

// compact joins rules that differ in verbs, then in names, then in resources only.
func compact(rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var parts []rbacv1.PolicyRule
	for _, rule := range rules {
		parts = append(parts, validation.BreakdownRule(rule)...)
	}
	joined, err := compaction.CompactRules(parts)
	if err != nil {
		return rules
	}
	var kept []rbacv1.PolicyRule
	for _, rule := range joined {
		rule.Verbs = sorted(rule.Verbs)
		if len(rule.Resources) == 0 || !joinInto(kept, rule) {
			kept = append(kept, rule)
		}
	}
	slices.SortStableFunc(kept, func(a, b rbacv1.PolicyRule) int {
		groups := cmp.Compare(strings.Join(a.APIGroups, ","), strings.Join(b.APIGroups, ","))
		return cmp.Or(groups, cmp.Compare(rbachelper.CompactString(a), rbachelper.CompactString(b)))
	})
	return kept
}

func joinInto(kept []rbacv1.PolicyRule, rule rbacv1.PolicyRule) bool {
	for index := range kept {
		into := &kept[index]
		if !slices.Equal(into.Verbs, rule.Verbs) || !slices.Equal(into.APIGroups, rule.APIGroups) || len(into.Resources) == 0 {
			continue
		}
		if slices.Equal(into.Resources, rule.Resources) {
			into.ResourceNames = sorted(append(into.ResourceNames, rule.ResourceNames...))
			return true
		}
		if slices.Equal(into.ResourceNames, rule.ResourceNames) {
			into.Resources = sorted(append(into.Resources, rule.Resources...))
			return true
		}
	}
	return false
}

func sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

func broaderFirst(a, b request) int {
	if a.ResourceRequest != b.ResourceRequest {
		return first(!a.ResourceRequest)
	}
	if !a.ResourceRequest {
		return cmp.Or(cmp.Compare(a.Verb, b.Verb), cmp.Compare(a.Path, b.Path))
	}
	if (a.Namespace == "") != (b.Namespace == "") {
		return first(a.Namespace == "")
	}
	if (a.Name == "") != (b.Name == "") {
		return first(a.Name == "")
	}
	if a.Verb != b.Verb && (a.Verb == "list" || a.Verb == "get") && (b.Verb == "list" || b.Verb == "get") {
		return first(a.Verb == "list")
	}
	return cmp.Or(
		cmp.Compare(a.APIGroup, b.APIGroup),
		cmp.Compare(a.Resource, b.Resource),
		cmp.Compare(a.Subresource, b.Subresource),
		cmp.Compare(a.Namespace, b.Namespace),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Verb, b.Verb),
	)
}

func first(isFirst bool) int {
	if isFirst {
		return -1
	}
	return 1
}
