// Hostile is a program for an isolate job that means harm. By a hash of its shard, or by a line "attack NAME" in it, it picks one
// attack of the table in attacks.go, tries it, and then writes an honest-looking update of zeros if it still can. Use it to see
// for yourself that a node contains what it must: nothing of what it does is visible from outside.
//
// Every attack says in its comment what stops it. The program knows nothing of where it runs, and needs nothing but Linux.
// Run outside of a cell it would do harm: it refuses to start there.
package main
