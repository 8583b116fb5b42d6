import type { FaultRecord } from '../base/fault.ts';
import type { Job, JobResult, Stores } from './job.ts';
import type { Side, SideRequest } from './side-pass.ts';
import type { SiftRequest } from './sift-request.ts';

/** What the main thread asks of a worker. Each is answered once, by the same `id`. */
export type Request =
  | { readonly kind: 'take'; readonly id: number; readonly request: SideRequest }
  | { readonly kind: 'stores'; readonly id: number; readonly stores: Stores; readonly options: JobOptions }
  | { readonly kind: 'sift'; readonly id: number; readonly sift: SiftRequest }
  | { readonly kind: 'jobs'; readonly id: number; readonly jobs: readonly Job[] };

export interface JobOptions {
  readonly stop: SharedArrayBuffer | null;
  /** Passwords given for any of the evidence: tried as keys of encrypted stores. */
  readonly keys: readonly string[];
}

export type Reply =
  | { readonly id: number; readonly side: Side }
  | { readonly id: number; readonly results: readonly JobResult[] }
  | { readonly id: number; readonly sifted: true }
  /** With the version of the SQLite that parses schemas; null where it could not be loaded. */
  | { readonly id: number; readonly ready: true; readonly sqlite: string | null }
  | { readonly id: number; readonly fault: FaultRecord }
  /** Not a Fault: a programming error, told as such and never as a difference. */
  | { readonly id: number; readonly bug: string };
