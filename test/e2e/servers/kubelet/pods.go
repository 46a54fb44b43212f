package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// podSet holds the pods that were given to this kubelet.
type podSet struct {
	folder string
	report func(report)
	lock   sync.Mutex
	// By uid.
	pods map[string]*pod
}

// pod is some containers that share a name and an end.
type pod struct {
	namespace, name, uid string
	sessions             *sessionSet
	containers           map[string]*container
}

func newPodSet(folder string, report func(report)) *podSet {
	return &podSet{folder: folder, report: report, pods: map[string]*pod{}}
}

// run starts a container, unless it runs or has run already.
func (s *podSet) run(spec containerSpec) {
	s.lock.Lock()
	defer s.lock.Unlock()
	owner := s.pods[spec.UID]
	if owner == nil {
		owner = &pod{spec.Namespace, spec.Pod, spec.UID, newSessionSet(), map[string]*container{}}
		s.pods[spec.UID] = owner
	}
	if owner.containers[spec.Name] != nil {
		return
	}
	started := newContainer(spec, filepath.Join(s.folder, spec.UID, spec.Name), owner.sessions)
	owner.containers[spec.Name] = started
	s.report(report{Started: &containerReport{UID: spec.UID, Container: spec.Name}})
	go func() {
		exitCode := started.run()
		s.report(report{Exited: &containerReport{spec.UID, spec.Name, exitCode}})
	}()
}

// graceTime is how long a container may take for its ending: shorter than a real pod's 30 s, for tests that wait for it.
const graceTime = 500 * time.Millisecond

func (s *podSet) remove(uid string) {
	s.lock.Lock()
	gone := s.pods[uid]
	delete(s.pods, uid)
	s.lock.Unlock()
	if gone != nil {
		for _, each := range gone.containers {
			each.terminate()
		}
		deadline := time.After(graceTime)
		for _, each := range gone.containers {
			select {
			case <-each.ended:
			case <-deadline:
			}
		}
		gone.sessions.kill()
		_ = os.RemoveAll(filepath.Join(s.folder, uid))
	}
	s.report(report{Removed: uid})
}

func (s *podSet) killAll() {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, each := range s.pods {
		each.sessions.kill()
	}
	_ = os.RemoveAll(s.folder)
}

func (s *podSet) find(namespace, name string) *pod {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, each := range s.pods {
		if each.namespace == namespace && each.name == name {
			return each
		}
	}
	return nil
}

func (s *podSet) has(uid string) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.pods[uid] != nil
}

// container finds one by its pod's uid and its own name.
func (s *podSet) container(uid, name string) *container {
	s.lock.Lock()
	defer s.lock.Unlock()
	if owner := s.pods[uid]; owner != nil {
		return owner.containers[name]
	}
	return nil
}

// running finds a container that runs, or the error that containerd would return.
func (s *podSet) running(id containerID) (*container, error) {
	found := s.container(id.uid, id.name)
	if found == nil {
		return nil, status.Error(codes.NotFound, fmt.Sprintf("an error occurred when try to find container %q: not found", id))
	}
	select {
	case <-found.ended:
		return nil, fmt.Errorf("container is in CONTAINER_EXITED state")
	default:
		return found, nil
	}
}
