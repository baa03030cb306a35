// Package doors opens stores by the text that names them, for command lines and configuration:
//
//	/some/directory, dir:/some/directory              a directory (storage/dir)
//	ipfs:/some/directory                              an IPFS node's blocks (storage/ipfs); one process at a time
//	s3://bucket/prefix?endpoint=https://host&region=R a bucket (storage/s3); keys from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//	https://host/path                                 a trustless IPFS gateway, such as a stint node (storage/gateway); only read from
//
// It promises that what it opens is a storage.Store, which verifies every byte. It does not protect keys in the environment from
// whoever can read the process's memory, and a location may be printed: it never holds a secret.
package doors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/gateway"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/s3"
)

// ErrLocation reports text that names no store.
var ErrLocation = errors.New("bad location")

// Config is what opening takes beside the location.
type Config struct {
	Getenv func(string) string // where an S3 client finds its keys, region and endpoint
	Rand   io.Reader
}

// Kinds lists the forms a location can have, for people.
const Kinds = "a directory, dir:PATH, ipfs:PATH, s3://BUCKET/PREFIX?endpoint=URL, or the URL of a trustless gateway"

// Path is the directory that a location names, if it names one.
func Path(location string) (string, bool) {
	kind, rest := split(location)
	return rest, (kind == "dir" || kind == "ipfs") && rest != ""
}

func split(location string) (kind, rest string) {
	kind, rest, ok := strings.Cut(location, ":")
	if !ok || strings.ContainsRune(kind, filepath.Separator) {
		return "dir", location
	}
	return kind, rest
}

// Open opens the store at a location. Close it with what is returned. The error is ErrLocation if the text names none.
func Open(ctx context.Context, location string, c Config) (storage.Store, func() error, error) {
	nothing := func() error { return nil }
	switch kind, rest := split(location); kind {
	case "dir":
		if rest == "" {
			return nil, nil, fmt.Errorf("%q: no directory: %w", location, ErrLocation)
		}
		s, err := dir.Open(rest)
		return s, nothing, err
	case "ipfs":
		if rest == "" || strings.HasPrefix(rest, "//") {
			return nil, nil, fmt.Errorf("%q: want ipfs:DIRECTORY: %w", location, ErrLocation)
		}
		n, err := ipfs.Open(rest)
		if err != nil {
			return nil, nil, err
		}
		return n, n.Close, nil
	case "s3":
		config, err := S3(location, c)
		if err != nil {
			return nil, nil, err
		}
		s, err := s3.New(ctx, config)
		return s, nothing, err
	case "http", "https":
		s, err := gateway.New(gateway.Config{URL: location})
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", err, ErrLocation)
		}
		return s, nothing, nil
	}
	return nil, nil, fmt.Errorf("%.200q: want %s: %w", location, Kinds, ErrLocation)
}

// S3 reads an s3:// location.
func S3(location string, c Config) (s3.Config, error) {
	bad := func(why string) error { return fmt.Errorf("%.200q: %s: %w", location, why, ErrLocation) }
	u, err := url.Parse(location)
	if err != nil || u.Scheme != "s3" || u.Host == "" {
		return s3.Config{}, bad("want s3://BUCKET/PREFIX?endpoint=URL")
	}
	if u.User != nil {
		return s3.Config{}, fmt.Errorf("a location holds no keys, the environment does (AWS_ACCESS_KEY_ID): %w", ErrLocation)
	}
	q := u.Query()
	for name := range q {
		if name != "endpoint" && name != "region" {
			return s3.Config{}, bad("unknown setting " + name)
		}
	}
	first := func(values ...string) string {
		for _, v := range values {
			if v != "" {
				return v
			}
		}
		return ""
	}
	endpoint := first(q.Get("endpoint"), c.Getenv("AWS_ENDPOINT_URL_S3"), c.Getenv("AWS_ENDPOINT_URL"), "https://s3.amazonaws.com")
	at, err := url.Parse(endpoint)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" || strings.Trim(at.Path, "/") != "" {
		return s3.Config{}, bad("the endpoint is not http(s)://HOST")
	}
	prefix := strings.Trim(u.Path, "/")
	if prefix != "" {
		prefix += "/"
	}
	return s3.Config{
		Endpoint: at.Host, Insecure: at.Scheme == "http", Bucket: u.Host, Prefix: prefix, PathStyle: at.Host != "s3.amazonaws.com",
		Region:    first(q.Get("region"), c.Getenv("AWS_REGION"), c.Getenv("AWS_DEFAULT_REGION"), "us-east-1"),
		AccessKey: c.Getenv("AWS_ACCESS_KEY_ID"), SecretKey: c.Getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: c.Getenv("AWS_SESSION_TOKEN"),
		Rand: c.Rand,
	}, nil
}
