package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	o := options{list: images, root: ".", labels: map[string]string{}}
	flag.StringVar(&o.out, "o", "bin/images", "directory to write NAME.tar, images.json and values.yaml to")
	flag.StringVar(&o.prefix, "prefix", "stint.local/", "what goes before each image's name")
	flag.StringVar(&o.tag, "tag", "dev", "tag of each image")
	only := flag.String("only", "", "build only these images, separated by commas")
	platforms := flag.String("platforms", "linux/amd64,linux/arm64", "platforms, separated by commas")
	flag.Func("label", "add a label `KEY=VALUE`; a key without a dot is org.opencontainers.image.KEY (may be repeated)", o.label)
	flag.Parse()
	err := o.narrow(*only, *platforms)
	if flag.NArg() > 0 && err == nil {
		err = fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	if err == nil {
		err = o.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "images:", err)
		os.Exit(1)
	}
}

type options struct {
	list      []image
	root      string // of the module whose mains are built
	out       string
	prefix    string
	tag       string
	platforms []platform
	labels    map[string]string
}

func (o *options) label(s string) error {
	k, v, ok := strings.Cut(s, "=")
	if !ok || k == "" {
		return fmt.Errorf("want KEY=VALUE")
	}
	if !strings.Contains(k, ".") {
		k = "org.opencontainers.image." + k
	}
	o.labels[k] = v
	return nil
}

// narrow takes from the list what is asked for.
func (o *options) narrow(only, platforms string) error {
	for s := range strings.SplitSeq(platforms, ",") {
		system, arch, _ := strings.Cut(s, "/")
		if _, known := machines[arch]; system != "linux" || !known {
			return fmt.Errorf("platform %q: want linux/amd64 or linux/arm64", s)
		}
		o.platforms = append(o.platforms, platform{arch, system})
	}
	if only == "" {
		return nil
	}
	var some []image
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(o.list, func(m image) bool { return m.name == name })
		if i < 0 {
			return fmt.Errorf("no image %q in the list", name)
		}
		some = append(some, o.list[i])
	}
	o.list = some
	return nil
}

// run builds every program once for each platform, then packs every image.
func (o *options) run() error {
	var mains []string
	for _, m := range o.list {
		mains = append(mains, m.mains...)
	}
	slices.Sort(mains)
	mains = slices.Compact(mains)
	if err := missing(o.root, mains); err != nil {
		return err
	}
	built := map[platform]map[string][]byte{}
	for _, p := range o.platforms {
		var err error
		if built[p], err = build(o.root, p, mains); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	digests, values := map[string]string{}, []string{"images:"}
	for _, m := range o.list {
		d, err := o.image(m, built)
		if err != nil {
			return fmt.Errorf("image %s: %w", m.name, err)
		}
		digests[o.prefix+m.name] = d
		pinned := o.prefix + m.name + "@" + d
		fmt.Println(pinned)
		if short, ours := strings.CutPrefix(m.name, "stint-"); ours {
			values = append(values, "  "+short+": "+pinned)
		}
	}
	b, err := json.MarshalIndent(digests, "", "  ")
	if err != nil {
		return err
	}
	// values.yaml is what the chart wants to know of them.
	return errors.Join(os.WriteFile(filepath.Join(o.out, "images.json"), append(b, '\n'), 0o644),
		os.WriteFile(filepath.Join(o.out, "values.yaml"), []byte(strings.Join(values, "\n")+"\n"), 0o644))
}

func (o *options) image(m image, built map[platform]map[string][]byte) (digest string, err error) {
	labels := map[string]string{"org.opencontainers.image.title": m.name, "org.opencontainers.image.description": m.title}
	maps.Copy(labels, o.labels)
	programs := map[platform][]program{}
	for p, by := range built {
		for _, pkg := range m.mains {
			programs[p] = append(programs[p], program{"/app/" + path.Base(pkg), by[pkg]})
		}
	}
	f, err := os.Create(filepath.Join(o.out, m.name+".tar"))
	if err != nil {
		return "", err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return pack(f, o.prefix+m.name+":"+o.tag, programs, labels)
}
