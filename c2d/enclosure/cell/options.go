package cell

import (
	"encoding/json"
	"fmt"
)

// Wall names a way to contain a program.
type Wall string

// The two walls. Both have Landlock and seccomp; the first has namespaces around them, and a root of its own.
const (
	Namespaces Wall = "namespaces"
	Landlock   Wall = "landlock"
)

// Policy is which walls a cell may build. The zero policy is NamespacesElseLandlock.
type Policy string

// The policies.
const (
	NamespacesElseLandlock Policy = ""
	NamespacesOnly         Policy = "namespaces"
	LandlockOnly           Policy = "landlock"
)

// ParsePolicy reads what a person writes: "auto", "namespaces" or "landlock".
func ParsePolicy(s string) (Policy, error) {
	switch p := Policy(s); p {
	case NamespacesElseLandlock, NamespacesOnly, LandlockOnly:
		return p, nil
	case "auto":
		return NamespacesElseLandlock, nil
	}
	return "", fmt.Errorf("wall %.20q, want auto, namespaces or landlock", s)
}

// Options is what the operator of the machine allows a cell.
type Options struct {
	Lane    int      `json:"lane"`              // picks the host user that programs of this cell run as, where the node may choose one
	CPU     int      `json:"cpu"`               // processor to pin programs to; -1 for none
	Runtime []string `json:"runtime,omitempty"` // absolute host directories programs may read and execute from; empty for static programs only
	Wall    Policy   `json:"wall,omitempty"`
	// Scratch is a directory for this cell alone, on a memory file system, where the Landlock wall keeps what a program may
	// read and the one file it may write. Empty for a fresh one. The namespaces wall needs none.
	Scratch string `json:"scratch,omitempty"`
	// Alone says that this cell, its host and other cells of the host are all there is in its PID namespace, as in a pod: process
	// numbers are then nobody else's, and the Landlock wall fails rather than start a program under another than the expected one.
	Alone bool `json:"alone,omitempty"`
	// Hide lists absolute directories that no program may see, although it is one of the image and sees the root file system.
	Hide []string `json:"hide,omitempty"`
}

func (o Options) encode() string {
	b, err := json.Marshal(o)
	if err != nil {
		panic(err) // strings and numbers
	}
	return string(b)
}

func parseOptions(s string) (Options, error) {
	var o Options
	if err := json.Unmarshal([]byte(s), &o); err != nil {
		return Options{}, fmt.Errorf("read options: %w", err)
	}
	if _, err := ParsePolicy(string(o.Wall)); err != nil || o.Lane < 0 {
		return Options{}, fmt.Errorf("read options: %w", err)
	}
	return o, nil
}
