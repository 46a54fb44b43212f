package main

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Go's time.RFC3339Nano with all nine digits, as the kubelet writes them (pkg/kubelet/kuberuntime/logs).
const timestampFormat = "2006-01-02T15:04:05.000000000Z07:00"

// serveLogs answers what PodLogOptions ask for: follow, tailLines, timestamps, sinceSeconds, sinceTime, limitBytes.
func serveLogs(pods *podSet, w http.ResponseWriter, r *http.Request) {
	namespace, podName, name := r.PathValue("namespace"), r.PathValue("pod"), r.PathValue("container")
	owner := pods.find(namespace, podName)
	if owner == nil {
		http.Error(w, fmt.Sprintf("pod %q does not exist", podName), http.StatusNotFound)
		return
	}
	from := pods.container(owner.uid, name)
	if from == nil {
		http.Error(w, fmt.Sprintf("container %q not found in pod %q", name, podName), http.StatusNotFound)
		return
	}
	query := r.URL.Query()
	if query.Get("previous") == "true" {
		said := fmt.Sprintf("previous terminated container %q in pod %q not found", name, podName)
		http.Error(w, said, http.StatusBadRequest)
		return
	}
	timestamps, follow := query.Get("timestamps") == "true", query.Get("follow") == "true"
	since, tail, limit := sinceOf(query.Get("sinceTime"), query.Get("sinceSeconds")), -1, -1
	if count, err := strconv.Atoi(query.Get("tailLines")); err == nil {
		tail = count
	}
	if count, err := strconv.Atoi(query.Get("limitBytes")); err == nil {
		limit = count
	}
	first := func(all []logLine) int {
		start := 0
		if tail >= 0 && tail < len(all) {
			start = len(all) - tail
		}
		for start < len(all) && all[start].time.Before(since) {
			start++
		}
		return start
	}
	// What apiserver passes on at once, as the kubelet sends it.
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	flusher := http.NewResponseController(w)
	_ = flusher.Flush()
	from.output.read(r.Context(), first, follow, func(line logLine) error {
		text := line.text
		if timestamps {
			text = append([]byte(line.time.Format(timestampFormat)+" "), text...)
		}
		if limit >= 0 && len(text) > limit {
			text = text[:limit]
		}
		limit -= min(len(text), max(limit, 0))
		if _, err := w.Write(text); err != nil {
			return err
		}
		if limit == 0 {
			return errLimit
		}
		return flusher.Flush()
	})
}

var errLimit = errors.New("limitBytes reached")

func sinceOf(sinceTime, sinceSeconds string) time.Time {
	if at, err := time.Parse(time.RFC3339, sinceTime); err == nil {
		return at
	}
	if seconds, err := strconv.Atoi(sinceSeconds); err == nil {
		return time.Now().Add(-time.Duration(seconds) * time.Second)
	}
	return time.Time{}
}
