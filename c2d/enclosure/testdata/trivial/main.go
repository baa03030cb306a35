// Trivial is the shortest program that gives an update: what is left is the cost of the wall.
package main

import "os"

func main() { os.WriteFile(os.Getenv("STINT_UPDATE"), make([]byte, 4), 0o600) }
