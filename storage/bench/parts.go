package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// fresh makes a kubo repository with the profile our addresses have, offline and alone.
func (b *bench) fresh(repo string, api, gateway, swarm int) error {
	if err := os.RemoveAll(repo); err != nil {
		return err
	}
	port := func(p int) string { return fmt.Sprintf("/ip4/127.0.0.1/tcp/%d", p) }
	for _, args := range [][]string{
		{"init", "--profile", "unixfs-v1-2025"},
		{"config", "--json", "Bootstrap", "[]"}, {"config", "--json", "AutoConf.Enabled", "false"}, {"config", "Routing.Type", "none"},
		{"config", "--json", "Discovery.MDNS.Enabled", "false"}, {"config", "--json", "Swarm.RelayClient.Enabled", "false"},
		{"config", "--json", "AutoTLS.Enabled", "false"}, {"config", "--json", "Ipns.DelegatedPublishers", "[]"}, {"config", "--json", "Routing.DelegatedRouters", "[]"},
		{"config", "--json", "DNS.Resolvers", "{}"},
		{"config", "Addresses.API", port(api)}, {"config", "Addresses.Gateway", port(gateway)}, {"config", "--json", "Addresses.Swarm", `["` + port(swarm) + `"]`},
	} {
		if _, err := b.exec(append([]string{"IPFS_PATH=" + repo, "ipfs"}, args...)); err != nil {
			return err
		}
	}
	return nil
}

// publish: sealed to durable local blocks, beside kubo adding the plain file, and age before kubo.
func (b *bench) publish() error {
	ours, err := b.measure(b.size, func(i int) error { return os.RemoveAll(b.path("node")) }, always("worker", "publish", b.path("node"), b.file, b.path("ref")))
	if err != nil {
		return err
	}
	repo := b.path("kubo")
	again := func(int) error { return b.fresh(repo, 0, 0, 0) }
	kubo, err := b.measure(b.size, again, always("IPFS_PATH="+repo, "ipfs", "add", "-Q", b.file))
	if err != nil {
		return err
	}
	// As durable as ours: until the disk has it.
	synced, err := b.measure(b.size, again, always("IPFS_PATH="+repo, "sh", "-c", "ipfs add -Q "+b.file+" && sync -f "+repo))
	if err != nil {
		return err
	}
	disk, err := b.measure(b.size, nil, always("worker", "disk", b.path("raw"), fmt.Sprint(b.size)))
	if err != nil {
		return err
	}
	if _, err := b.exec([]string{"sh", "-c", "age-keygen -o " + b.path("age.key") + " && age-keygen -y " + b.path("age.key") + " > " + b.path("age.pub")}); err != nil {
		return err
	}
	age, err := b.measure(b.size, again, always("IPFS_PATH="+repo, "sh", "-c", "age -R "+b.path("age.pub")+" "+b.file+" | ipfs add -Q"))
	if err != nil {
		return err
	}
	agedSynced, err := b.measure(b.size, again, always("IPFS_PATH="+repo, "sh", "-c", "age -R "+b.path("age.pub")+" "+b.file+" | ipfs add -Q && sync -f "+repo))
	if err != nil {
		return err
	}
	b.say("publish, sealed, durable: stint", ours, against(ours, kubo, 1.4, "kubo, not durable")+", "+against(ours, age, 3.5, "age and kubo, not durable"))
	b.say("  the disk alone: as many bytes written past the cache, fsync", disk, fmt.Sprintf("stint is at %.0f %% of it", 100*ours.rate()/disk.rate()))
	b.say("  peer: kubo add, plain, as it comes: not durable", kubo, "")
	b.say("  peer: kubo add, plain, then sync", synced, fmt.Sprintf("stint: %.2f x", ours.rate()/synced.rate()))
	b.say("  peer: age | kubo add, not durable", age, "")
	b.say("  peer: age | kubo add, then sync", agedSynced, fmt.Sprintf("stint: %.2f x", ours.rate()/agedSynced.rate()))
	return nil
}

// seek: a mebibyte at a random place.
func (b *bench) seek() error {
	if _, err := b.exec([]string{"worker", "publish", b.path("node"), b.file, b.path("ref")}); err != nil {
		return err
	}
	var out bytes.Buffer
	cmd := b.command([]string{"worker", "seek", b.path("node"), b.path("ref"), "500"})
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	fmt.Print(out.String())
	return nil
}

// fetch: between two nodes on loopback, verified and opened.
func (b *bench) fetch() error {
	if _, err := b.exec([]string{"worker", "publish", b.path("node"), b.file, b.path("ref")}); err != nil {
		return err
	}
	kubo, err := b.kuboCat()
	if err != nil {
		return err
	}
	web, err := freePort()
	if err != nil {
		return err
	}
	swarm, err := freePort()
	if err != nil {
		return err
	}
	at := fmt.Sprintf("127.0.0.1:%d", web)
	peer := b.path("peer")
	os.Remove(peer)
	ready := func() error {
		if err := listening(at)(); err != nil {
			return err
		}
		_, err := os.Stat(peer)
		return err
	}
	stop, err := b.start(ready, "worker", "serve", b.path("node"), at, fmt.Sprintf("/ip4/127.0.0.1/tcp/%d", swarm), peer)
	if err != nil {
		return err
	}
	defer stop()
	address, err := os.ReadFile(peer)
	if err != nil {
		return err
	}
	http, err := b.measure(b.size, nil, always("worker", "fetch", "http://"+at, b.path("ref")))
	if err != nil {
		return err
	}
	bitswap, err := b.measure(b.size, nil, always("worker", "fetch", string(address), b.path("ref")))
	if err != nil {
		return err
	}
	b.say("fetch by CID over HTTP, verified, opened: stint", http, against(http, kubo, 5, "kubo")+", as staging "+against(http, kubo, 7, "kubo"))
	b.say("fetch by CID over bitswap, verified, opened: stint", bitswap, against(bitswap, kubo, 1.3, "kubo"))
	b.say("  peer: kubo to kubo, cat", kubo, "")
	return nil
}

// kuboCat measures one kubo fetching from another.
func (b *bench) kuboCat() (measure, error) {
	var ports [6]int
	for i := range ports {
		p, err := freePort()
		if err != nil {
			return measure{}, err
		}
		ports[i] = p
	}
	one, two := b.path("kubo1"), b.path("kubo2")
	if err := b.fresh(one, ports[0], ports[1], ports[2]); err != nil {
		return measure{}, err
	}
	var out strings.Builder
	cmd := b.command([]string{"IPFS_PATH=" + one, "ipfs", "add", "-Q", b.file})
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return measure{}, err
	}
	cid := strings.TrimSpace(out.String())
	api := func(p int) func() error { return listening(fmt.Sprintf("127.0.0.1:%d", p)) }
	stop1, err := b.start(api(ports[0]), "IPFS_PATH="+one, "ipfs", "daemon")
	if err != nil {
		return measure{}, err
	}
	defer stop1()
	out.Reset()
	cmd = b.command([]string{"IPFS_PATH=" + one, "ipfs", "id", "-f", "<id>"})
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return measure{}, err
	}
	peer := fmt.Sprintf("/ip4/127.0.0.1/tcp/%d/p2p/%s", ports[2], strings.TrimSpace(out.String()))
	stop2 := func() {}
	defer func() { stop2() }()
	return b.measure(b.size, func(int) error {
		stop2()
		if err := b.fresh(two, ports[3], ports[4], ports[5]); err != nil {
			return err
		}
		var err error
		if stop2, err = b.start(api(ports[3]), "IPFS_PATH="+two, "ipfs", "daemon"); err != nil {
			return err
		}
		for range 20 {
			if _, err = b.exec([]string{"IPFS_PATH=" + two, "ipfs", "swarm", "connect", peer}); err == nil {
				return nil
			}
			time.Sleep(100 * time.Millisecond)
		}
		return err
	}, always("IPFS_PATH="+two, "sh", "-c", "ipfs cat "+cid+" > /dev/null"))
}

// s3: to a real server and back.
func (b *bench) s3() error {
	port, err := freePort()
	if err != nil {
		return err
	}
	at, root := fmt.Sprintf("127.0.0.1:%d", port), b.path("s3")
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	stop, err := b.start(listening(at), "ROOT_ACCESS_KEY=bench", "ROOT_SECRET_KEY=benchbench", "versitygw", "--port", at, "--keep-alive", "--quiet", "posix", root)
	if err != nil {
		return err
	}
	defer stop()
	keys := []string{"S3_ACCESS_KEY=bench", "S3_SECRET_KEY=benchbench"}
	with := func(args ...string) []string { return append(append([]string(nil), keys...), args...) }
	bucket := func(kind string, i int) string { return fmt.Sprintf("%s%d", kind, i) }
	clean := func(kind string) func(int) error { // each run puts into an empty bucket, the only one of its kind
		return func(i int) error {
			if i > 0 {
				os.RemoveAll(filepath.Join(root, bucket(kind, i-1)))
			}
			return os.MkdirAll(filepath.Join(root, bucket(kind, i)), 0o755)
		}
	}
	plain, err := b.measure(b.size, clean("plain"), func(i int) []string { return with("s3plain", "put", at, bucket("plain", i), "file", b.file) })
	if err != nil {
		return err
	}
	ours, err := b.measure(b.size, clean("sealed"), func(i int) []string { return with("worker", "s3put", at, bucket("sealed", i), b.file, b.path("s3ref")) })
	if err != nil {
		return err
	}
	get, err := b.measure(b.size, nil, always(with("worker", "s3get", at, bucket("sealed", b.runs-1), b.path("s3ref"))...))
	if err != nil {
		return err
	}
	if _, err := b.exec([]string{"sh", "-c", "age -R " + b.path("age.pub") + " -o " + b.path("aged") + " " + b.file}); err == nil {
		_, err = b.exec(with("s3plain", "put", at, "aged", "file", b.path("aged")))
		if err != nil {
			return err
		}
		aged, err := b.measure(b.size, nil, always(with("sh", "-c", "s3plain get "+at+" aged file | age -d -i "+b.path("age.key")+" > /dev/null")...))
		if err != nil {
			return err
		}
		b.say("  peer: get from S3, minio-go | age -d", aged, fmt.Sprintf("stint stages %.2f times as fast", get.rate()/aged.rate()))
	}
	b.say("put to S3, sealed: stint", ours, against(ours, plain, 0.9, "minio-go, plain"))
	b.say("  peer: put to S3, plain: minio-go", plain, "")
	b.say("stage from S3, verified, opened: stint", get, "")
	return nil
}

// files: many small ones.
func (b *bench) files() error {
	const size = 4096
	dir := b.path("files")
	buf := make([]byte, size)
	for i := range b.small {
		sub := filepath.Join(dir, fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(sub, 0o755); err != nil {
				return err
			}
		}
		copy(buf, fmt.Sprintf("%d", i))
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("%06d.dat", i)), buf, 0o644); err != nil {
			return err
		}
	}
	total := int64(b.small) * size
	runs := b.runs
	defer func() { b.runs = runs }()
	ours, err := b.measure(total, func(i int) error { return os.RemoveAll(b.path("packed")) }, always("worker", "pack", b.path("packed"), dir, b.path("packref")))
	if err != nil {
		return err
	}
	b.runs = min(runs, 3) // it takes long
	repo := b.path("kubo")
	kubo, err := b.measure(total, func(int) error { return b.fresh(repo, 0, 0, 0) }, always("IPFS_PATH="+repo, "ipfs", "add", "-Q", "-r", dir))
	if err != nil {
		return err
	}
	b.say(fmt.Sprintf("publish %d files of 4 KiB, sealed, durable: stint", b.small), ours, against(ours, kubo, 5, "kubo"))
	b.say("  peer: kubo add -r, plain", kubo, "")
	return nil
}

// memory: a file much larger than the memory that publishing and staging may take.
func (b *bench) memory() error {
	if b.huge == 0 {
		return nil
	}
	sparse := b.path("sparse")
	f, err := os.Create(sparse)
	if err != nil {
		return err
	}
	if err := f.Truncate(b.huge); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	runs := b.runs
	defer func() { b.runs = runs }()
	b.runs = 1
	publish, err := b.measure(b.huge, func(int) error { return os.RemoveAll(b.path("hugenode")) }, always("worker", "publish", b.path("hugenode"), sparse, b.path("hugeref")))
	if err != nil {
		return err
	}
	stage, err := b.measure(b.huge, nil, always("worker", "open", b.path("hugenode"), b.path("hugeref")))
	if err != nil {
		return err
	}
	os.RemoveAll(b.path("hugenode"))
	word := func(m measure) string {
		if m.rss >= 128<<20 {
			return "MISSED (goal: below 128 MiB)"
		}
		return "below 128 MiB: reached"
	}
	b.say(fmt.Sprintf("publish %d GiB of zeros: stint", b.huge>>30), publish, word(publish))
	b.say(fmt.Sprintf("stage %d GiB: stint", b.huge>>30), stage, word(stage))
	return nil
}
