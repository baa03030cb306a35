// Package cell is the untrusted side of the enclosure: it runs a stranger's program once, over one contributor's shard, behind a
// wall, and hands back at most the one file that was declared. It is all there is in the stint-cell binary.
//
// A cell is a long-lived supervisor that serves one conductor over one stream (Serve). For every run it starts itself again in
// new user, mount, pid, network, IPC, UTS and cgroup namespaces; that second life (inside.go) builds a read-only root of memory
// files, pivots into it, drops every capability, arms Landlock and seccomp, and becomes the program. The output is read only
// after the kernel has killed and reaped everything in the pid namespace.
//
// What it promises: the program sees the model, the shard and the parameters, and nothing else of the machine: no network, no
// other file, no other process, no state of an earlier run, no clock of one. Nothing it prints, its exit code and its failures
// are visible to nobody. Plain bytes live in memory files only and are gone when the run is.
//
// What it does NOT protect against: a bug in the kernel; the operator of the machine, who can read its memory; swap, to which
// memory files can be written (run without it, or with encrypted swap: see Notes); channels through shared hardware, such as
// caches and memory bandwidth, between programs that run at the same moment on different processors. A node that fears the
// last runs one lane. When host directories are offered as a runtime (Options.Runtime), programs may fork and make pipes: each
// process then has the memory limit for itself, and the inode numbers of pipes are a small counter that the whole kernel shares.
// Static programs can do neither.
//
// This package does not know about jobs, keys, ciphertext, noise, money or Kubernetes.
package cell
