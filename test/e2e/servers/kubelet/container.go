package main

import (
	"io"
	"os"
	"sync/atomic"
	"syscall"

	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// containerSpec is what of a container's spec matters here, in the words of the API where it has them.
type containerSpec struct {
	Namespace string `json:"namespace"`
	Pod       string `json:"pod"`
	UID       string `json:"uid"`
	Name      string `json:"name"`
	// Command with its arguments. An image has none of its own here.
	Command   []string `json:"command"`
	Env       []string `json:"env"`
	Stdin     bool     `json:"stdin"`
	StdinOnce bool     `json:"stdinOnce"`
	TTY       bool     `json:"tty"`
}

// container is a process with a folder, whose output is kept.
type container struct {
	spec     containerSpec
	folder   string
	sessions *sessionSet
	output   *output
	// What clients attach to; nil where the spec asks for no stdin.
	stdin       *io.PipeWriter
	stdinReader *io.PipeReader
	resize      chan remotecommand.TerminalSize
	pid         atomic.Int64
	// Closed when the process has ended, and all its output is kept.
	ended chan struct{}
}

func newContainer(spec containerSpec, folder string, sessions *sessionSet) *container {
	created := &container{
		spec:     spec,
		folder:   folder,
		sessions: sessions,
		output:   newOutput(),
		resize:   make(chan remotecommand.TerminalSize),
		ended:    make(chan struct{}),
	}
	if spec.Stdin {
		created.stdinReader, created.stdin = io.Pipe()
	}
	// Without the folder no process starts, and that error says why.
	_ = os.MkdirAll(folder, 0o700)
	return created
}

// run returns the exit code.
func (c *container) run() int {
	defer close(c.ended)
	defer c.output.close()
	if len(c.spec.Command) == 0 {
		return 128
	}
	with := streams{out: c.output.writer("stdout"), tty: c.spec.TTY, resize: c.resize}
	if !c.spec.TTY {
		with.err = c.output.writer("stderr")
	}
	if c.stdinReader != nil {
		with.in = c.stdinReader
		// Whoever still writes is told that nobody reads.
		defer c.stdinReader.Close()
	}
	command := newCommand(c.spec.Command, c.folder, c.spec.Env)
	with.started = func() { c.pid.Store(int64(command.Process.Pid)) }
	return exitCodeOf(runProcess(c.sessions, command, with))
}

func (c *container) terminate() {
	if pid := c.pid.Load(); pid != 0 {
		_ = syscall.Kill(int(pid), syscall.SIGTERM)
	}
}

// attach joins a client to the container until the container ends, or the client ends its stdin and the container is to
// survive that (as containerd does it).
func (c *container) attach(in io.Reader, out, err io.Writer, resize <-chan remotecommand.TerminalSize) {
	detach := c.output.attach(out, err)
	defer detach()
	go func() {
		for size := range resize {
			select {
			case c.resize <- size:
			case <-c.ended:
			}
		}
	}()
	clientDone := make(chan struct{})
	if in != nil && c.stdin != nil {
		go func() {
			_, _ = io.Copy(c.stdin, in)
			if c.spec.StdinOnce {
				_ = c.stdin.Close()
			} else {
				close(clientDone)
			}
		}()
	}
	select {
	case <-c.ended:
	case <-clientDone:
	}
}
