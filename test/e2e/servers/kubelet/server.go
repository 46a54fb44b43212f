package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/cri-streaming/pkg/streaming"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// newServer serves the paths under which a kube-apiserver looks for a kubelet's streams (pkg/kubelet/server).
func newServer(pods *podSet) (*http.Server, error) {
	config := streaming.DefaultConfig
	config.BaseURL = &url.URL{Scheme: "https", Host: "127.0.0.1", Path: "/"}
	streams, err := streaming.NewServer(config, runtime{pods})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", func(w http.ResponseWriter, r *http.Request) {
		serveLogs(pods, w, r)
	})
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", func(w http.ResponseWriter, r *http.Request) {
		serveStream(pods, streams, w, r, func(uid string, options *remotecommand.Options) (string, error) {
			answer, err := streams.GetExec(&runtimeapi.ExecRequest{
				ContainerId: containerID{uid, r.PathValue("container")}.String(),
				Cmd:         r.URL.Query()["command"],
				Tty:         options.TTY,
				Stdin:       options.Stdin,
				Stdout:      options.Stdout,
				Stderr:      options.Stderr,
			})
			return answer.GetUrl(), err
		})
	})
	mux.HandleFunc("/attach/{namespace}/{pod}/{container}", func(w http.ResponseWriter, r *http.Request) {
		serveStream(pods, streams, w, r, func(uid string, options *remotecommand.Options) (string, error) {
			answer, err := streams.GetAttach(&runtimeapi.AttachRequest{
				ContainerId: containerID{uid, r.PathValue("container")}.String(),
				Tty:         options.TTY,
				Stdin:       options.Stdin,
				Stdout:      options.Stdout,
				Stderr:      options.Stderr,
			})
			return answer.GetUrl(), err
		})
	})
	mux.HandleFunc("/portForward/{namespace}/{pod}", func(w http.ResponseWriter, r *http.Request) {
		serveOf(pods, streams, w, r, func(uid string) (string, error) {
			answer, err := streams.GetPortForward(&runtimeapi.PortForwardRequest{PodSandboxId: uid})
			return answer.GetUrl(), err
		})
	})
	return &http.Server{Handler: mux}, nil
}

type urlOf func(uid string, options *remotecommand.Options) (string, error)

func serveStream(pods *podSet, streams streaming.Server, w http.ResponseWriter, r *http.Request, get urlOf) {
	options, err := remotecommand.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	serveOf(pods, streams, w, r, func(uid string) (string, error) { return get(uid, options) })
}

// serveOf asks the streaming server for the URL of a stream, as the kubelet asks a container runtime, and goes there at
// once. The kubelet would open a connection to the runtime and join the two.
func serveOf(
	pods *podSet,
	streams streaming.Server,
	w http.ResponseWriter,
	r *http.Request,
	get func(uid string) (string, error),
) {
	owner := pods.find(r.PathValue("namespace"), r.PathValue("pod"))
	if owner == nil {
		http.Error(w, "pod does not exist", http.StatusNotFound)
		return
	}
	if name := r.PathValue("container"); name != "" && pods.container(owner.uid, name) == nil {
		http.Error(w, "container not found (\""+name+"\")", http.StatusNotFound)
		return
	}
	location, err := get(owner.uid)
	if err != nil {
		_ = streaming.WriteError(err, w)
		return
	}
	parsed, err := url.Parse(location)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	there := r.Clone(r.Context())
	there.URL = parsed
	there.RequestURI = parsed.RequestURI()
	streams.ServeHTTP(w, there)
}

// containerID is how the streaming server names a container.
type containerID struct{ uid, name string }

func (id containerID) String() string { return path.Join(id.uid, id.name) }

func parseContainerID(id string) containerID {
	uid, name, _ := strings.Cut(id, "/")
	return containerID{uid, name}
}

// runtime is what the streaming server runs.
type runtime struct{ pods *podSet }

func (r runtime) Exec(
	_ context.Context,
	id string,
	argv []string,
	in io.Reader,
	out, err io.WriteCloser,
	tty bool,
	resize <-chan remotecommand.TerminalSize,
) error {
	inside, problem := r.pods.running(parseContainerID(id))
	if problem != nil {
		return problem
	}
	command := newCommand(argv, inside.folder, inside.spec.Env)
	return runProcess(inside.sessions, command, streams{in: in, out: writerOf(out), err: writerOf(err), tty: tty, resize: resize})
}

func (r runtime) Attach(
	_ context.Context,
	id string,
	in io.Reader,
	out, err io.WriteCloser,
	_ bool,
	resize <-chan remotecommand.TerminalSize,
) error {
	to, problem := r.pods.running(parseContainerID(id))
	if problem != nil {
		return problem
	}
	to.attach(in, writerOf(out), writerOf(err), resize)
	return nil
}

func (r runtime) PortForward(_ context.Context, uid string, port int32, stream io.ReadWriteCloser) error {
	if !r.pods.has(uid) {
		// The words of containerd.
		return fmt.Errorf("failed to find sandbox %q in store: not found", uid)
	}
	return forwardPort(uid, port, stream)
}

// writerOf keeps nil nil, whatever type it had.
func writerOf(stream io.WriteCloser) io.Writer {
	if stream == nil {
		return nil
	}
	return stream
}
