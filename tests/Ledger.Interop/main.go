// Command interop checks a served ledger with golang.org/x/mod/sumdb, which knows nothing of this repository: the
// signature of the checkpoint, the tree from the tiles, every entry against its leaf, and that the log has only grown since
// a checkpoint that somebody kept.
//
//	interop <address of the log> <verifier key> <file of the older checkpoint>
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// served reads tiles of the log. Authenticating them is TileHashReader's business.
type served string

func (s served) Height() int                     { return height }
func (s served) SaveTiles([]tlog.Tile, [][]byte) {}
func (s served) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		// The Go checksum database has the height in its paths; tlog-tiles has not, as it is always 8.
		data = append(data, s.get(strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
	}
	return data, nil
}

func (s served) get(path string) []byte {
	response, err := http.Get(string(s) + "/" + path)
	check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	check(err)
	if response.StatusCode != http.StatusOK {
		log.Fatalf("%s: %s", path, response.Status)
	}
	return body
}

func main() {
	ledger := served(os.Args[1])
	tree := checkpoint(ledger.get("checkpoint"), os.Args[2])
	kept, err := os.ReadFile(os.Args[3])
	check(err)
	older := checkpoint(kept, os.Args[2])
	hashes := tlog.TileHashReader(tree, ledger)
	root, err := tlog.TreeHash(tree.N, hashes)
	check(err)
	if root != tree.Hash {
		log.Fatalf("the tiles give the root %v, the checkpoint says %v", root, tree.Hash)
	}
	for first := int64(0); first < tree.N; first += 1 << height {
		records(ledger, hashes, tlog.Tile{H: height, L: 0, N: first >> height, W: int(min(tree.N-first, 1<<height))})
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	check(err)
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		log.Fatalf("the log was forked or rewritten: %v", err)
	}
	fmt.Printf("%d entries verified, consistent with the first %d\n", tree.N, older.N)
}

// checkpoint reads the tree that the key signed.
func checkpoint(msg []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	signed, err := note.Open(msg, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\n")
	if lines[0] != verifier.Name() {
		log.Fatalf("the checkpoint is of %s, the key of %s", lines[0], verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

// records checks a bundle of entries against the leaves of its tile.
func records(ledger served, hashes tlog.HashReader, tile tlog.Tile) {
	bundle := ledger.get(strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
	for i := 0; i < tile.W; i++ {
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		index := tile.N<<height + int64(i)
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		check(err)
		if tlog.RecordHash(bundle[2:end]) != leaf[0] {
			log.Fatalf("entry %d is not the one in the tree", index)
		}
		bundle = bundle[end:]
	}
	if len(bundle) > 0 {
		log.Fatalf("the bundle at %d has more entries than its tile", tile.N<<height)
	}
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
