package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// jobFile is a job as a person writes it: numbers with decimals, a slot as a duration, files by path.
type jobFile struct {
	Dataset datatoken.Address `json:"dataset"`
	Mode    c2d.Mode          `json:"mode"`
	// Environment names one of the provider's; empty for its default.
	Environment string `json:"environment"`
	Query       []struct {
		Name      string   `json:"name"`
		Kind      string   `json:"kind"`
		Column    string   `json:"column"`
		Epsilon   micros   `json:"epsilon"`
		Quantiles []micros `json:"quantiles"`
		Bins      []int64  `json:"bins"`
		By        string   `json:"by"`
		Of        string   `json:"of"`
		Groups    uint32   `json:"groups"`
	} `json:"query"`
	Isolate *struct {
		Program string          `json:"program"` // path, from the job file's directory
		Image   *c2d.Image      `json:"image"`   // or an image by digest, and the command in it
		GPUs    uint32          `json:"gpus"`
		Dim     uint32          `json:"dim"`
		Rounds  uint32          `json:"rounds"`
		Sigma   micros          `json:"sigma"`
		Clip    micros          `json:"clip"`
		Rate    micros          `json:"rate"`
		Slot    milliseconds    `json:"slot"`
		Memory  uint32          `json:"memory"`
		Params  json.RawMessage `json:"params"` // an object, or the path of a file that holds it
	} `json:"isolate"`
}

// spec is the job as far as the file describes it: the dataset's version, the program's address, the recipient and the nonce are not in it.
func (f jobFile) spec() c2d.Spec {
	s := c2d.Spec{Stint: 1, Dataset: f.Dataset, Mode: f.Mode, Environment: f.Environment}
	for _, q := range f.Query {
		st := c2d.Statistic{
			Name: q.Name, Kind: q.Kind, Column: q.Column, Epsilon: privacy.Micros(q.Epsilon), Bins: q.Bins, By: q.By, Of: q.Of, Groups: q.Groups,
		}
		for _, r := range q.Quantiles {
			st.Quantiles = append(st.Quantiles, privacy.Micros(r))
		}
		s.Query = append(s.Query, st)
	}
	if i := f.Isolate; i != nil {
		s.Isolate = &c2d.Isolate{
			Dim: i.Dim, Rounds: i.Rounds, Sigma: privacy.Micros(i.Sigma), Clip: privacy.Micros(i.Clip), Rate: privacy.Micros(i.Rate),
			Slot: uint32(i.Slot), Memory: i.Memory, Params: i.Params, Image: i.Image, GPUs: i.GPUs,
		}
	}
	return s
}

// micros is a decimal number with at most six places, read exactly.
type micros privacy.Micros

func (m *micros) UnmarshalJSON(b []byte) error {
	a, err := datatoken.ParseDecimal(string(b), 6)
	if err != nil || !a.Big().IsInt64() {
		return fmt.Errorf("%.40s: want a number from 0 with at most 6 decimals", b)
	}
	*m = micros(a.Big().Int64())
	return nil
}

// milliseconds is a duration such as "25ms", in whole milliseconds.
type milliseconds uint32

func (m *milliseconds) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("%.40s: want a duration such as \"25ms\"", b)
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 || d%time.Millisecond != 0 || d > 24*time.Hour {
		return fmt.Errorf("%.40q: want a duration in whole milliseconds, such as \"25ms\"", s)
	}
	*m = milliseconds(d / time.Millisecond)
	return nil
}

const maxJobFile = 1 << 20

func parseJobFile(r io.Reader) (jobFile, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxJobFile+1))
	if err != nil {
		return jobFile{}, fmt.Errorf("read job file: %w", err)
	}
	bad := func(format string, args ...any) (jobFile, error) {
		return jobFile{}, c2d.Refuse(c2d.BadRequest, "correct the job file; examples/adult has some that work", "the job file is not acceptable: "+format, args...)
	}
	if len(b) > maxJobFile {
		return bad("it is larger than %d bytes", maxJobFile)
	}
	var f jobFile
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return bad("%v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return bad("something follows the job")
	}
	switch {
	case f.Mode == c2d.ModeQuery && (f.Isolate != nil || len(f.Query) == 0):
		return bad("mode query needs a section query, and no other")
	case f.Mode == c2d.ModeIsolate && (f.Isolate == nil || len(f.Query) > 0):
		return bad("mode isolate needs a section isolate, and no other")
	case f.Isolate != nil && (f.Isolate.Image != nil) == (f.Isolate.Program != ""):
		return bad("isolate needs a program or an image")
	case f.Mode != c2d.ModeQuery && f.Mode != c2d.ModeIsolate:
		return bad("mode is %.40q, want query or isolate", string(f.Mode))
	}
	return f, nil
}

// prepared is a job file on its way to a spec.
type prepared struct {
	path    string
	dataset string // overrides the file's
	trainer string // wallet whose identity gets the results
	file    jobFile
}

// read reads the job file and everything in it that can be judged without a node.
func (p *prepared) read(path string) error {
	p.path = path
	r, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open job file: %w", err)
	}
	defer r.Close()
	if p.file, err = parseJobFile(r); err != nil {
		return err
	}
	if p.dataset != "" {
		if p.file.Dataset, err = address(p.dataset); err != nil {
			return err
		}
	}
	if p.file.Dataset.IsZero() {
		return c2d.Refuse(c2d.BadRequest, "name it with --dataset", "the job names no dataset")
	}
	if i := p.file.Isolate; i != nil {
		if i.Params, err = params(i.Params, p.at); err != nil {
			return err
		}
		if i.Image != nil {
			return nil
		}
		if s, err := os.Stat(p.at(i.Program)); err != nil {
			return fmt.Errorf("look at program: %w", err)
		} else if !s.Mode().IsRegular() {
			return c2d.Refuse(c2d.BadRequest, "give the path of one executable file", "the program %.200q is not a file", i.Program)
		}
	}
	return nil
}

// at is a path that the job file names.
func (p *prepared) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(p.path), path)
}

// prepare turns a job file into the spec of a new job: the dataset's newest version, the program uploaded, the results sealed to the trainer.
func (a *app) prepare(ctx context.Context, v *visit, p prepared) (c2d.Spec, error) {
	f := p.file
	d, err := v.Dataset(ctx, f.Dataset)
	if err != nil {
		return c2d.Spec{}, err
	}
	if d.Version.IsZero() {
		return c2d.Spec{}, c2d.Refuse(c2d.Unavailable, "come back when its curator has accepted contributions", "dataset %s has no contributions yet", d.ID)
	}
	id, err := a.identity(p.trainer)
	if err != nil {
		return c2d.Spec{}, err
	}
	s := f.spec()
	s.Dataset, s.Version, s.Recipient = d.ID, d.Version, id.Recipient().String()
	if _, err := io.ReadFull(rand.Reader, s.Nonce[:]); err != nil {
		return c2d.Spec{}, fmt.Errorf("draw nonce: %w", err)
	}
	if s.Isolate != nil && s.Isolate.Image == nil {
		if s.Isolate.Program, err = upload(ctx, v, p.at(f.Isolate.Program)); err != nil {
			return c2d.Spec{}, err
		}
	}
	return s, nil
}

// params are the program's parameters: as they are, or from a file.
func params(raw json.RawMessage, at func(string) string) (json.RawMessage, error) {
	var path string
	if json.Unmarshal(raw, &path) != nil {
		return raw, nil
	}
	b, err := os.ReadFile(at(path))
	if err != nil {
		return nil, fmt.Errorf("read params: %w", err)
	}
	if len(b) > maxJobFile || !json.Valid(b) {
		return nil, c2d.Refuse(c2d.BadRequest, "correct the file", "params in %.200q are not JSON of at most %d bytes", path, maxJobFile)
	}
	return b, nil
}

func upload(ctx context.Context, v *visit, path string) (storage.Ref, error) {
	f, err := os.Open(path)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("open program: %w", err)
	}
	defer f.Close()
	ref, err := v.PutObject(ctx, f)
	if err != nil {
		return ref, fmt.Errorf("upload program: %w", err)
	}
	return ref, nil
}
