// Package cell is the untrusted side of the enclosure: it runs a stranger's program once, over one contributor's shard, behind a
// wall, and hands back at most the one file that was declared. It is all there is in the stint-cell binary.
//
// A cell is a long-lived supervisor that serves one conductor over one stream (Serve). For every run it starts itself again; that
// second life (inside.go) builds the wall from inside and becomes the program. There are two walls, and a cell tries which one it can
// have before it says anything (Greeting.Wall):
//
//   - Namespaces: new user, mount, pid, network, IPC, UTS and cgroup namespaces, a read-only root of memory files, no capabilities,
//     Landlock and seccomp. The output is read only after the kernel has killed and reaped everything in the pid namespace.
//   - Landlock, for places that refuse namespaces, above all restricted pods: Landlock and seccomp alone. The program finds its
//     files in a scratch directory that the cell made (the STINT_* variables name them) and can open those and nothing else; it can
//     create no file at all. The cell is the parent of all orphans, and kills and reaps until none is left.
//
// In a pod a Host starts a cell for each connection of a conductor that has the run's key, and kills what a connection leaves. There a cell also
// tries, when asked (Net), what its pod must not reach.
//
// What both walls promise: the program sees the model, the shard and the parameters, and nothing else that is not public: no network, no
// contents of another file, no other process, no state of an earlier run. Nothing it prints, its exit code and its failures
// are visible to nobody. Plain bytes live in memory files only and are gone when the run is.
//
// What the Landlock wall does so that no run can leave anything to the next, where they share a kernel's counters and a user:
//
//   - Process numbers: every run starts at the same residue of a stride, which is random for each cell, and the meter (meter.go)
//     lets no run take more numbers than lie between two starts. It is also what bounds threads: RLIMIT_NPROC counts for a user of the whole
//     machine and would tell of others. RLIMIT_DATA counts their stacks. A program has no parent's number.
//   - Inode numbers: a program makes no file, and a cell uses the same ones for every run.
//   - Modes, times, locks, leases, hints and owners of open files: the calls that set them do not exist. Free space and POSIX timers,
//     which count for all: neither. RLIMIT_SIGPENDING is zero, so that no queue of the user's is ever used.
//   - Signals, limits, affinity and processor time reach the program itself only, by the filter, or by Landlock (version 6) where it
//     may make processes.
//   - One lane for each PID namespace: a pod has one, and so has one machine (enclosure.Local).
//
// What it does NOT protect against: a bug in the kernel; the operator of the machine, who can read its memory; swap, to which
// memory files can be written (run without it, or with encrypted swap: see Notes); channels through shared hardware, such as
// caches and memory bandwidth, between programs that run at the same moment on different processors. A node that fears the
// last runs one lane. When programs see a host's or an image's directories they may fork and make pipes: the inode numbers of pipes are a
// small counter that the whole kernel shares, and how fast a file can be read tells whether an earlier program read it. Static programs can do
// none of that.
//
// Where programs may fork, all processes of a run have the memory limit, and Overhead, together (together.go): the cell kills the run when it
// sees that they hold more, and such a run gives nothing, as every other that fails. It sees it late by what the run's processors can fill
// meanwhile. The next look comes before they could have filled what is left, or after a millisecond where that is later; two more, a
// millisecond apart, tell a process that is becoming another program, which is counted twice for that moment, from one that is not. That is
// three milliseconds and three looks, of 10 to 25 microseconds for each process: for a run of up to 64 processes 8 milliseconds, in which a processor
// fills 80 MiB at 10 GB/s; for one of all the processes that the meter allows, 40. It holds for a cell that runs when it wakes, which a
// kernel before 6.12 does not promise one among many; the Landlock wall lets no program fork there. Memory that processes share since a fork
// counts for each of them: who forks workers out of a large process needs the limit for all. Not counted are files, which have fixed sizes, and what the kernel
// keeps for pipes (64 MiB for a user, then 8 KiB each) and for mappings: up to 65530 of a few hundred bytes in each process, and for one that has
// no neighbours up to two page tables, which RLIMIT_AS does not see. Static programs can have the last, too: half a gibibyte at most, which
// nobody looks for.
//
// What only the Landlock wall does not protect against: names, sizes and times of other files can be looked at (stat), though not their
// contents, and so can which process numbers exist. A file system that is not mounted read-only records, once a day, when a link was
// followed or a shown file was read; the root of a restricted pod is read-only. Where a program could not be killed before its slot
// ended, its cell is replaced, and how many process numbers were used by then, and times of files, can tell a later program that this happened. On a
// machine that is not the cell's alone, process numbers show how busy it is. A replaced cell's program and the next one's can
// both be alive for the moment that killing takes. If a cell is killed by somebody else than its
// conductor in the middle of a run, processes that the program forked are left to their next parent: in a pod that is the host, which
// kills them; on one machine they keep their domain and filter, and end with nobody to answer.
//
// If a node is killed together with its cell in the middle of a run, what the run was handed stays in the cell's scratch directory, in memory,
// until the node starts its next cell, which removes what nobody has locked, or the machine its next day.
//
// This package does not know about jobs, keys, ciphertext, noise, money or Kubernetes.
package cell
