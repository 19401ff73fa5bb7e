// Command examine checks a log of spec/log.md by an implementation that is not ours.
//
// What decides is golang.org/x/mod/sumdb/note and .../tlog, with which Go checks its own checksum
// database: signatures, hashes, trees, proofs and tiles are computed there. This file only brings
// the bytes to it. Three spellings differ, and none of them is hashed or decides anything:
//
//   - Go's log names the height of its tiles in the path, tile/8/0/000; a C2SP log has but one.
//   - Go's checkpoint begins with "go.sum database tree" for every log; a C2SP one with its origin,
//     which must be the name of the key. The signature is checked over the text as it is.
//   - Go keeps records in tiles of text; a C2SP log in bundles of u16 length and bytes.
//
// tlog.TileHashReader of the version that Debian ships can hand out hashes of tiles that it has not
// compared with the tree. So nothing is believed because it came from there: the whole tree is computed
// from the entries, each tile compared with it, and each proof checked against the signed root.
//
// Usage:
//
//	examine log VKEY DIR|URL             every entry, every tile, and proofs made from the tiles
//	examine proof VKEY FILE              a proof file, from the sealed frame up to the signature
//	examine extension VKEY OLD REQUEST   that a checkpoint extends an older one (add-checkpoint)
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// place is where the files of a log are: a folder or an address.
type place string

func (p place) read(name string) ([]byte, error) {
	if !strings.HasPrefix(string(p), "http") {
		return os.ReadFile(filepath.Join(string(p), name))
	}
	answer, err := http.Get(string(p) + "/" + name)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("%s: %w", name, os.ErrNotExist)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// tile reads a tile, or the full one that a part has grown into.
func (p place) tile(name string) ([]byte, error) {
	data, err := p.read(name)
	if full, _, part := strings.Cut(name, ".p/"); part && errors.Is(err, os.ErrNotExist) {
		return p.read(full)
	}
	return data, err
}

// hashes reads a tile of hashes in the width that the tree has there.
func (p place) hashes(tile tlog.Tile) ([]byte, error) {
	data, err := p.tile(pathOf(tile))
	if err == nil && len(data) < tile.W*tlog.HashSize {
		err = fmt.Errorf("%s is too short", pathOf(tile))
	}
	if err != nil {
		return nil, err
	}
	return data[:tile.W*tlog.HashSize], nil
}

func (p place) Height() int { return height }

func (p place) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles brings the tiles that the library asks for.
func (p place) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := p.hashes(tile)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func pathOf(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tile.H))
}

// entries reads a bundle of entries.
func (p place) entries(tile tlog.Tile) ([][]byte, error) {
	data, err := p.tile("tile/entries/" + strings.TrimPrefix(pathOf(tile), "tile/0/"))
	var found [][]byte
	for err == nil && len(data) > 0 && len(found) < tile.W {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("a tile ends within an entry")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		found, data = append(found, data[2:end]), data[end:]
	}
	return found, err
}

// opened checks a signed checkpoint.
func opened(data []byte, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	found, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(found.Text, "\n")
	if origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("a checkpoint of %s, not of %s", origin, verifier.Name())
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

// tilesOf lists the tiles of a tree; of the parts that grew into a tile only the last, since a C2SP
// log need not keep the others.
func tilesOf(size int64) []tlog.Tile {
	var found []tlog.Tile
	for _, tile := range tlog.NewTiles(height, 0, size) {
		if last := len(found) - 1; last >= 0 && found[last].L == tile.L && found[last].N == tile.N {
			found = found[:last]
		}
		found = append(found, tile)
	}
	return found
}

// kept holds the hashes that the library computes from the entries.
type kept []tlog.Hash

func (k kept) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(k)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[i] = k[index]
	}
	return found, nil
}

func examineLog(vkey, where string) (string, error) {
	from := place(strings.TrimSuffix(where, "/"))
	data, err := from.read("checkpoint")
	if err != nil {
		return "", err
	}
	tree, err := opened(data, vkey)
	if err != nil {
		return "", err
	}
	hashes, err := rebuilt(from, tree)
	if err != nil {
		return "", err
	}
	for _, check := range []func(place, tlog.Tree, kept) error{checkRoot, checkTiles, checkProofs} {
		if err := check(from, tree, hashes); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d %s", tree.N, tree.Hash), nil
}

// rebuilt computes the tree from the entries alone.
func rebuilt(from place, tree tlog.Tree) (kept, error) {
	var hashes kept
	var count int64
	for _, tile := range tilesOf(tree.N) {
		if tile.L != 0 {
			continue
		}
		entries, err := from.entries(tile)
		if err != nil {
			return nil, err
		}
		if len(entries) != tile.W {
			return nil, fmt.Errorf("%d entries in %s", len(entries), pathOf(tile))
		}
		for _, entry := range entries {
			more, err := tlog.StoredHashes(count, entry, hashes)
			if err != nil {
				return nil, err
			}
			hashes, count = append(hashes, more...), count+1
		}
	}
	return hashes, nil
}

func checkRoot(_ place, tree tlog.Tree, hashes kept) error {
	found, err := tlog.TreeHash(tree.N, hashes)
	if err == nil && found != tree.Hash {
		err = errors.New("the entries do not lead to the signed root")
	}
	return err
}

func checkTiles(from place, tree tlog.Tree, hashes kept) error {
	for _, tile := range tilesOf(tree.N) {
		want, err := tlog.ReadTileData(tile, hashes)
		if err != nil {
			return err
		}
		found, err := from.hashes(tile)
		if err != nil {
			return err
		}
		if !bytes.Equal(found, want) {
			return fmt.Errorf("%s is not made of the entries", pathOf(tile))
		}
	}
	return nil
}

// checkProofs makes proofs from the tiles alone and checks them against the signed root.
func checkProofs(from place, tree tlog.Tree, hashes kept) error {
	reader := tlog.TileHashReader(tree, from)
	for _, n := range marks(tree.N) {
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, hashes[tlog.StoredHashIndex(0, n)]); err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
		old, err := tlog.TreeHash(n+1, hashes)
		if err != nil {
			return err
		}
		extension, err := tlog.ProveTree(tree.N, n+1, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(extension, tree.N, tree.Hash, n+1, old); err != nil {
			return fmt.Errorf("from %d entries: %w", n+1, err)
		}
	}
	return nil
}

// marks lists places where tiles begin and end, and the last ones.
func marks(size int64) []int64 {
	var found []int64
	for _, n := range []int64{0, 1, 254, 255, 256, 257, size / 2, 65_535, 65_536, size - 2, size - 1} {
		if 0 <= n && n < size {
			found = append(found, n)
		}
	}
	return found
}

// lines of a file before its checkpoint.
type lines []string

func split(data []byte) (lines, []byte) {
	head, checkpoint, _ := bytes.Cut(data, []byte("\n\n"))
	return strings.Split(string(head), "\n"), checkpoint
}

func (l *lines) next(word string) (string, error) {
	if len(*l) == 0 || !strings.HasPrefix((*l)[0], word) {
		return "", fmt.Errorf("no line %q", word)
	}
	found := strings.TrimPrefix((*l)[0], word)
	*l = (*l)[1:]
	return found, nil
}

func (l *lines) number(word string) (int64, error) {
	found, err := l.next(word)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(found, 10, 64)
}

func (l *lines) bytes(word string) ([]byte, error) {
	found, err := l.next(word)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(found)
}

func hashesOf(given []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range given {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

func examineProof(vkey, name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	outer, checkpoint := split(data)
	tree, err := opened(checkpoint, vkey)
	if err != nil {
		return "", err
	}
	if _, err := outer.next("c2sp.org/tlog-proof@v1"); err != nil {
		return "", err
	}
	extra, err := outer.bytes("extra ")
	if err != nil {
		return "", err
	}
	index, err := outer.number("index ")
	if err != nil {
		return "", err
	}
	path, err := hashesOf(outer)
	if err != nil {
		return "", err
	}
	var inner lines = strings.Split(strings.TrimSuffix(string(extra), "\n"), "\n")
	if _, err := inner.next("qingtian.proof/1"); err != nil {
		return "", err
	}
	entry, err := inner.bytes("entry ")
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return "", err
	}
	if len(inner) == 0 {
		return fmt.Sprintf("entry %d of %d", index, tree.N), nil
	}
	frame, err := checkFrame(entry, inner)
	return fmt.Sprintf("frame %d of entry %d of %d", frame, index, tree.N), err
}

// checkFrame checks a sealed frame against the root that its batch's record names.
func checkFrame(entry []byte, inner lines) (int64, error) {
	var batch struct {
		Frames int64
		Root   string
	}
	if err := json.Unmarshal(entry, &batch); err != nil {
		return 0, err
	}
	var root tlog.Hash
	if n, err := hex.Decode(root[:], []byte(batch.Root)); err != nil || n != len(root) {
		return 0, errors.New("no root in the entry")
	}
	index, err := inner.number("frame ")
	if err != nil {
		return 0, err
	}
	last := inner[len(inner)-1:]
	sealed, err := last.bytes("sealed ")
	if err != nil {
		return 0, err
	}
	path, err := hashesOf(inner[:len(inner)-1])
	if err != nil {
		return 0, err
	}
	return index, tlog.CheckRecord(path, batch.Frames, root, index, tlog.RecordHash(sealed))
}

func examineExtension(vkey, before, request string) (string, error) {
	data, err := os.ReadFile(before)
	if err != nil {
		return "", err
	}
	old, err := opened(data, vkey)
	if err != nil {
		return "", err
	}
	if data, err = os.ReadFile(request); err != nil {
		return "", err
	}
	head, checkpoint := split(data)
	size, err := head.number("old ")
	if err != nil {
		return "", err
	}
	if size != old.N {
		return "", fmt.Errorf("a proof from %d entries, not from %d", size, old.N)
	}
	tree, err := opened(checkpoint, vkey)
	if err != nil {
		return "", err
	}
	path, err := hashesOf(head)
	if err != nil {
		return "", err
	}
	err = tlog.CheckTree(path, tree.N, tree.Hash, old.N, old.Hash)
	return fmt.Sprintf("%d extends %d", tree.N, old.N), err
}

func run(given []string) (string, error) {
	switch {
	case len(given) == 3 && given[0] == "log":
		return examineLog(given[1], given[2])
	case len(given) == 3 && given[0] == "proof":
		return examineProof(given[1], given[2])
	case len(given) == 4 && given[0] == "extension":
		return examineExtension(given[1], given[2], given[3])
	}
	return "", errors.New("usage: examine log VKEY DIR|URL, proof VKEY FILE, extension VKEY OLD REQUEST")
}

func main() {
	said, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}
