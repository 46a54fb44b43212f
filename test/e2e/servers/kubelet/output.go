package main

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"
)

// output is what a container has said: lines for the log, and bytes as they come for who is attached.
type output struct {
	lock sync.Mutex
	// Signalled when there are more lines, or no more will come.
	changed  *sync.Cond
	lines    []logLine
	closed   bool
	partial  map[string][]byte
	attached map[*attachment]bool
}

type logLine struct {
	time time.Time
	// With its newline, unless the output ended without one.
	text []byte
}

type attachment struct {
	out, err io.Writer
}

func newOutput() *output {
	created := &output{partial: map[string][]byte{}, attached: map[*attachment]bool{}}
	created.changed = sync.NewCond(&created.lock)
	return created
}

type outputWriter struct {
	output *output
	stream string
}

// writer is for the stream `stdout` or `stderr`.
func (o *output) writer(stream string) io.Writer {
	return outputWriter{o, stream}
}

func (w outputWriter) Write(chunk []byte) (int, error) {
	for client := range w.output.keep(w.stream, chunk) {
		target := client.out
		if w.stream == "stderr" {
			target = client.err
		}
		// A client that reads slowly slows the container down; one that is gone does not.
		if target == nil {
			continue
		}
		if _, err := target.Write(chunk); err != nil {
			w.output.detach(client)
		}
	}
	return len(chunk), nil
}

// keep returns who was attached when the bytes came.
func (o *output) keep(stream string, chunk []byte) map[*attachment]bool {
	o.lock.Lock()
	defer o.lock.Unlock()
	now := time.Now()
	text := append(o.partial[stream], chunk...)
	for {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			break
		}
		o.lines = append(o.lines, logLine{now, bytes.Clone(text[:end])})
		text = text[end:]
	}
	o.partial[stream] = bytes.Clone(text)
	o.changed.Broadcast()
	clients := make(map[*attachment]bool, len(o.attached))
	for client := range o.attached {
		clients[client] = true
	}
	return clients
}

func (o *output) close() {
	o.lock.Lock()
	defer o.lock.Unlock()
	for _, text := range o.partial {
		if len(text) > 0 {
			o.lines = append(o.lines, logLine{time.Now(), text})
		}
	}
	o.closed = true
	o.changed.Broadcast()
}

func (o *output) attach(out, err io.Writer) (detach func()) {
	client := &attachment{out, err}
	o.lock.Lock()
	defer o.lock.Unlock()
	o.attached[client] = true
	return func() { o.detach(client) }
}

func (o *output) detach(client *attachment) {
	o.lock.Lock()
	defer o.lock.Unlock()
	delete(o.attached, client)
}

// read hands out the lines from that one on which `first` chooses, until `each` fails; with `follow`, until the output ends too.
func (o *output) read(ctx context.Context, first func(all []logLine) int, follow bool, each func(logLine) error) {
	stop := context.AfterFunc(ctx, func() {
		o.lock.Lock()
		defer o.lock.Unlock()
		o.changed.Broadcast()
	})
	defer stop()
	o.lock.Lock()
	next := first(o.lines)
	for ctx.Err() == nil {
		if next < len(o.lines) {
			line := o.lines[next]
			next++
			o.lock.Unlock()
			err := each(line)
			o.lock.Lock()
			if err != nil {
				break
			}
		} else if follow && !o.closed {
			o.changed.Wait()
		} else {
			break
		}
	}
	o.lock.Unlock()
}
