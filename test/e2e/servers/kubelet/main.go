// A kubelet for tests: exec, attach, logs and port-forward as a kube-apiserver asks for them, by the streaming server
// that container runtimes use, and processes of this machine in place of containers.
//
// It knows no API server. Whoever started it tells it by lines of JSON on stdin which containers run, and reads on
// stdout what becomes of them. It ends when stdin ends, and all that it started ends with it.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// order is a line on stdin. One of its fields is set.
type order struct {
	// Run starts a container.
	Run *containerSpec `json:"run"`
	// Remove ends the pod of that uid and forgets it.
	Remove string `json:"remove"`
}

// report is a line on stdout. One of its fields is set.
type report struct {
	// Port is where the kubelet listens on 127.0.0.1: the first line.
	Port int `json:"port,omitempty"`
	// Started says that exec finds the container.
	Started *containerReport `json:"started,omitempty"`
	// Exited says that a container's own process has ended.
	Exited *containerReport `json:"exited,omitempty"`
	// Removed is the uid of a pod of which nothing is left.
	Removed string `json:"removed,omitempty"`
}

type containerReport struct {
	UID       string `json:"uid"`
	Container string `json:"container"`
	// Of the container's own process; 0 while it runs.
	ExitCode int `json:"exitCode"`
}

func main() {
	folder := flag.String("folder", "", "where each container gets a folder of its own")
	certFile := flag.String("tls-cert-file", "", "serving certificate")
	keyFile := flag.String("tls-private-key-file", "", "its key")
	clientCAFile := flag.String("client-ca-file", "", "who signed the certificates of clients; nobody else is served")
	flag.Parse()
	if err := run(*folder, *certFile, *keyFile, *clientCAFile); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder, certFile, keyFile, clientCAFile string) error {
	listener, err := listen(certFile, keyFile, clientCAFile)
	if err != nil {
		return err
	}
	pods := newPodSet(folder, newReporter())
	server, err := newServer(pods)
	if err != nil {
		return err
	}
	go server.Serve(listener)
	pods.report(report{Port: listener.Addr().(*net.TCPAddr).Port})

	// Whoever writes to stdin decides when we end; these signals end us too, with everything that we started.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	ended := make(chan error, 1)
	go func() { ended <- readOrders(pods) }()
	select {
	case <-signals:
	case err = <-ended:
	}
	pods.killAll()
	return err
}

func listen(certFile, keyFile, clientCAFile string) (net.Listener, error) {
	certificate, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	clientCA, err := os.ReadFile(clientCAFile)
	if err != nil {
		return nil, err
	}
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(clientCA)
	return tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate},
		ClientCAs:    clients,
		ClientAuth:   tls.RequireAndVerifyClientCert,
		// Upgrades to SPDY exist in HTTP/1.1 only.
		NextProtos: []string{"http/1.1"},
	})
}

func readOrders(pods *podSet) error {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil
		}
		var said order
		if err := json.Unmarshal(line, &said); err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
		if said.Run != nil {
			pods.run(*said.Run)
		}
		if said.Remove != "" {
			go pods.remove(said.Remove)
		}
	}
}

// newReporter writes whole lines, whoever reports at the same time.
func newReporter() func(report) {
	var lock sync.Mutex
	lines := json.NewEncoder(os.Stdout)
	return func(said report) {
		lock.Lock()
		defer lock.Unlock()
		// A reader that is gone is about to close our stdin too.
		_ = lines.Encode(said)
	}
}
