// Images builds stint's container images from nothing but Go: static programs in, one OCI archive an image out, for every platform asked for,
// with no base image, no daemon and no registry.
//
// It promises that the same sources and the same Go release give the same bytes, so that the digest a pod is pinned to can be checked by
// anybody who builds it again; that an image holds what list.go says and nothing else; and that it runs as user 65532. It prints NAME@DIGEST
// of each image, where the digest is that of the index over all platforms, and writes the same to images.json.
//
//	go run ./operator/images -o bin/images
//
// This package does not know what the programs do, and neither pushes nor signs.
package main
