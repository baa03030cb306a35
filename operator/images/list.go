package main

// image is one row of the list: what is in an image besides the base, which is /tmp and the names of two users.
type image struct {
	name  string // after the prefix
	title string
	mains []string // packages of this module; each program is /app/NAME, and the first is the entry point
}

// images is the whole list. A row whose main does not exist yet fails the build by name.
var images = []image{
	{"stint-operator", "Stint operator: gives jobs a place to run in a cluster", []string{"cmd/stint-operator"}},
	{"stint-conductor", "Stint conductor: the trusted side of one job", []string{"cmd/stint-conductor"}},
	{"stint-cell", "Stint cell: runs a stranger's program behind a wall", []string{"cmd/stint-cell"}},
	{"stint-node", "Stint node: the whole of it in one program", []string{"cmd/stint", "cmd/stint-cell"}},
	{"logreg", "Example trainer: logistic regression", []string{"examples/logreg"}},
	{"hostile", "Example trainer: tries to do harm", []string{"examples/hostile"}},
}
