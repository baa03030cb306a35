// S3plain puts a file to an S3 server and gets it back with minio-go as it comes: the peer that storage/s3 is measured beside.
//
//	s3plain put|get ENDPOINT BUCKET KEY FILE    keys in S3_ACCESS_KEY and S3_SECRET_KEY; get writes to standard output and takes no FILE
package main

import (
	"context"
	"io"
	"log"
	"os"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

func main() {
	if len(os.Args) < 5 {
		log.Fatal("usage: s3plain put|get ENDPOINT BUCKET KEY [FILE]")
	}
	what, endpoint, bucket, key := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	c, err := minio.New(endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(os.Getenv("S3_ACCESS_KEY"), os.Getenv("S3_SECRET_KEY"), ""), TrailingHeaders: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if what == "get" {
		o, err := c.GetObject(ctx, bucket, key, minio.GetObjectOptions{})
		if err == nil {
			_, err = io.Copy(os.Stdout, o)
		}
		if err != nil {
			log.Fatal(err)
		}
		return
	}
	f, err := os.Open(os.Args[5])
	if err != nil {
		log.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		log.Fatal(err)
	}
	if err := c.MakeBucket(ctx, bucket, minio.MakeBucketOptions{}); err != nil {
		if there, _ := c.BucketExists(ctx, bucket); !there {
			log.Fatal(err)
		}
	}
	_, err = c.PutObject(ctx, bucket, key, f, info.Size(), minio.PutObjectOptions{
		PartSize: 16 << 20, NumThreads: 4, DisableContentSha256: true, Checksum: minio.ChecksumCRC64NVME,
	})
	if err != nil {
		log.Fatal(err)
	}
}
