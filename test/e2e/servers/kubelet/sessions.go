package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// sessionSet is what has to end together: the processes of a pod, and whatever they have started. Each process leads a
// session of its own (setsid), and its children stay in it, whatever a shell does with their process groups.
type sessionSet struct {
	lock    sync.Mutex
	ended   bool
	leaders map[int]bool
}

func newSessionSet() *sessionSet {
	return &sessionSet{leaders: map[int]bool{}}
}

var errPodEnded = errors.New("the pod has ended")

// start calls `start`, which starts the command as leader of a session.
func (s *sessionSet) start(command *exec.Cmd, start func() error) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.ended {
		return errPodEnded
	}
	if err := start(); err != nil {
		return err
	}
	s.leaders[command.Process.Pid] = true
	return nil
}

// wait waits for the command's end, and for the end of its output where that goes through pipes. What it left behind
// ends too: in a real container it would go on.
func (s *sessionSet) wait(command *exec.Cmd) error {
	err := command.Wait()
	leader := command.Process.Pid
	killSessions(map[int]bool{leader: true})
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.leaders, leader)
	return err
}

// kill ends all, now and for good.
func (s *sessionSet) kill() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.ended = true
	killSessions(s.leaders)
}

func killSessions(leaders map[int]bool) {
	// More than once: a process may start another while we look.
	for found := true; found; {
		found = false
		for _, process := range processes() {
			if leaders[process.session] && syscall.Kill(process.pid, syscall.SIGKILL) == nil {
				found = true
			}
		}
		if found {
			time.Sleep(time.Millisecond)
		}
	}
}

type process struct{ pid, session int }

// processes lists those of this machine that have not ended.
func processes() []process {
	var all []process
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		// The name, in parentheses, may hold anything. Behind it: state, parent, group, session (proc(5)).
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if err != nil || len(fields) < 4 || fields[0] == "Z" || fields[0] == "X" {
			continue
		}
		if session, err := strconv.Atoi(fields[3]); err == nil {
			all = append(all, process{pid, session})
		}
	}
	return all
}
