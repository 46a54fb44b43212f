package main

import (
	"fmt"
	"io"
	"net"
)

// forwardPort joins a stream to a port of this machine's loopback interface, which stands for the pod's. Each side may
// end what it sends and go on reading. It has the words of containerd when nobody listens.
func forwardPort(uid string, port int32, stream io.ReadWriteCloser) error {
	connection, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("failed to execute portforward in network namespace %q: failed to connect to localhost:%d inside namespace %q, IPv4: %w", "host", port, uid, err)
	}
	defer connection.Close()
	go func() {
		_, err := io.Copy(connection, stream)
		if err == nil {
			_ = connection.(*net.TCPConn).CloseWrite()
			return
		}
		// The client is gone: the server behind the port has to see it.
		_ = connection.Close()
	}()
	// Nothing more to read means that all is done; what the client still sends, nobody wants.
	_, err = io.Copy(stream, connection)
	return err
}
