package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"

	"github.com/creack/pty"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

// streams are the ends that a process is given; nil where it has none.
type streams struct {
	in       io.Reader
	out, err io.Writer
	tty      bool
	resize   <-chan remotecommand.TerminalSize
	// Called once the process runs; may be nil.
	started func()
}

// newCommand prepares a process with no more of our environment than PATH.
func newCommand(argv []string, folder string, environment []string) *exec.Cmd {
	command := exec.Command(argv[0], argv[1:]...)
	command.Dir = folder
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder}, environment...)
	return command
}

// runProcess runs a command to its end, in a session of its own. The error is an exit code (utilexec.CodeExitError), or
// why it could not start. A client that goes away ends only the streams: the process goes on, as in a real container,
// until it reads or writes.
func runProcess(sessions *sessionSet, command *exec.Cmd, with streams) error {
	// Dies with us even if we are killed.
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: with.tty, Pdeathsig: syscall.SIGKILL}
	if with.tty {
		return runOnTerminal(sessions, command, with)
	}
	command.Stdout, command.Stderr = with.out, with.err
	var stdin io.WriteCloser
	if with.in != nil {
		var err error
		// Not command.Stdin: Wait would wait for the client to end what it sends.
		if stdin, err = command.StdinPipe(); err != nil {
			return err
		}
	}
	if err := sessions.start(command, command.Start); err != nil {
		return startError(err)
	}
	if with.started != nil {
		with.started()
	}
	if stdin != nil {
		go func() {
			_, _ = io.Copy(stdin, with.in)
			_ = stdin.Close()
		}()
	}
	return exitError(sessions.wait(command))
}

func runOnTerminal(sessions *sessionSet, command *exec.Cmd, with streams) error {
	command.Env = append(command.Env, "TERM=xterm")
	var terminal *os.File
	err := sessions.start(command, func() (err error) {
		terminal, err = pty.StartWithAttrs(command, nil, command.SysProcAttr)
		return err
	})
	if err != nil {
		return startError(err)
	}
	defer terminal.Close()
	if with.started != nil {
		with.started()
	}
	go resizeTerminal(terminal, with.resize)
	if with.in != nil {
		go io.Copy(terminal, with.in)
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		out := with.out
		if out == nil {
			out = io.Discard
		}
		// Ends with EIO, once nobody has the other side open.
		_, _ = io.Copy(out, terminal)
	}()
	err = sessions.wait(command)
	<-drained
	return exitError(err)
}

func resizeTerminal(terminal *os.File, sizes <-chan remotecommand.TerminalSize) {
	for size := range sizes {
		_ = pty.Setsize(terminal, &pty.Winsize{Rows: size.Height, Cols: size.Width})
	}
}

// startError has the words of runc, as kubectl would show them.
func startError(err error) error {
	return errors.New("OCI runtime exec failed: exec failed: unable to start container process: " + err.Error())
}

// exitError is nil for exit code 0, else the code, which is 128 + n for a signal as runc reports it.
func exitError(err error) error {
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		// A client that no longer reads is no failure of the process.
		return nil
	}
	code := ended.ExitCode()
	if wait, ok := ended.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		code = 128 + int(wait.Signal())
	}
	return utilexec.CodeExitError{Err: err, Code: code}
}

// exitCodeOf is the other way round; a process that could not start has runc's 127.
func exitCodeOf(err error) int {
	var exit utilexec.CodeExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	default:
		return 127
	}
}
