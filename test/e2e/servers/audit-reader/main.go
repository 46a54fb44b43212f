// Reads audit events (JSON, one a line, from stdin) by Kubernetes' own Go types, strictly, and prints the roles that
// audit2rbac makes of those of one user, as JSON.
//
// audit2rbac itself (github.com/liggitt/audit2rbac) is not to be had from the module proxy. roles.go does what its
// pkg/process.go and pkg/util.go do, written anew from reading them; the parts that those take from Kubernetes
// (what a rule allows, how rules are broken down and compacted) are Kubernetes' own here too.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
)

func main() {
	user := flag.String("user", "", "whose events count; every event is checked")
	flag.Parse()
	events, err := readEvents(bufio.NewReaderSize(os.Stdin, 1<<20))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var requests []request
	for _, event := range events {
		if speaker(event).Username == *user {
			requests = append(requests, toRequest(event))
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(map[string]any{"events": len(events), "requests": len(requests), "roles": makeRoles(requests)}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func readEvents(in *bufio.Reader) ([]auditv1.Event, error) {
	decoder := json.NewDecoder(in)
	decoder.DisallowUnknownFields()
	var events []auditv1.Event
	for decoder.More() {
		var event auditv1.Event
		if err := decoder.Decode(&event); err != nil {
			return nil, fmt.Errorf("event %d: %w", len(events)+1, err)
		}
		if err := check(event); err != nil {
			return nil, fmt.Errorf("event %d: %w", len(events)+1, err)
		}
		events = append(events, event)
	}
	return events, nil
}

// check asks for what the type declares without omitempty, and for values that it lists.
func check(event auditv1.Event) error {
	switch {
	case event.Kind != "Event" || event.APIVersion != auditv1.SchemeGroupVersion.String():
		return fmt.Errorf("is a %s of %s", event.Kind, event.APIVersion)
	case event.AuditID == "":
		return errors.New("has no auditID")
	case !strings.HasPrefix(event.RequestURI, "/"):
		return fmt.Errorf("requestURI %q", event.RequestURI)
	case event.Verb == "":
		return errors.New("has no verb")
	case event.RequestReceivedTimestamp.IsZero() || event.StageTimestamp.IsZero():
		return errors.New("has no time")
	case event.StageTimestamp.Time.Before(event.RequestReceivedTimestamp.Time):
		return errors.New("ends before it begins")
	}
	switch event.Level {
	case auditv1.LevelMetadata, auditv1.LevelRequest, auditv1.LevelRequestResponse:
	default:
		return fmt.Errorf("level %q", event.Level)
	}
	switch event.Stage {
	case auditv1.StageRequestReceived, auditv1.StageResponseStarted, auditv1.StageResponseComplete, auditv1.StagePanic:
	default:
		return fmt.Errorf("stage %q", event.Stage)
	}
	return nil
}
