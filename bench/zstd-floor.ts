import * as zlib from 'node:zlib';
import { decompress } from 'fzstd';

type Unpack = (frame: Uint8Array) => Uint8Array;

/** What the floor unpacks a frame of Zstandard with, and what that is called. */
export function zstdOf(): { readonly name: string; readonly unpack: Unpack } {
  const node = (zlib as unknown as { readonly zstdDecompressSync?: Unpack }).zstdDecompressSync;
  return node === undefined ? { name: 'fzstd', unpack: decompress } : { name: "Node's Zstandard", unpack: node };
}
