import type { Args } from './args.ts';
import { type Citation, renderCitation } from './citation.ts';

/** Exit codes of the command line (contract, "Exit codes"). */
export const EXIT = {
  done: 0,
  found: 1,
  usage: 2,
  evidence: 3,
  locked: 4,
  partial: 5,
  bug: 70,
  interrupted: 130,
} as const;

/** Where several hold, the first of these decides (contract, "Exit codes"). */
export const EXIT_PRECEDENCE: readonly number[] = [
  EXIT.interrupted,
  EXIT.bug,
  EXIT.usage,
  EXIT.evidence,
  EXIT.locked,
  EXIT.found,
  EXIT.partial,
  EXIT.done,
];

/** Codes of what ends the work on one piece of evidence, each with its exit code. */
export const FAULT_EXITS = {
  'usage.invalid': EXIT.usage,
  'output.exists': EXIT.usage,
  'output.unwritable': EXIT.usage,
  'evidence.missing': EXIT.evidence,
  'evidence.empty': EXIT.evidence,
  'evidence.unknown': EXIT.evidence,
  'evidence.ambiguous': EXIT.evidence,
  'evidence.unreadable': EXIT.evidence,
  'evidence.changed': EXIT.evidence,
  'evidence.truncated': EXIT.evidence,
  'evidence.no-entry': EXIT.evidence,
  'evidence.locked': EXIT.locked,
  'evidence.unsupported': EXIT.evidence,
  'engine.missing': EXIT.evidence,
  'work.unusable': EXIT.usage,
  interrupted: EXIT.interrupted,
  bug: EXIT.bug,
} as const;

/** What evidence shows of itself without a password: its head is in the clear where its content is not. */
export interface Known {
  /** Id of its format and why it is held to be that; null as long as only its container was looked at. */
  readonly format: string | null;
  readonly because: string;
  /** Layers that were opened, from the outside in. */
  readonly nesting: readonly string[];
  readonly version: string | null;
  readonly encryption: string | null;
  readonly facts: Args;
}

export type FaultCode = keyof typeof FAULT_EXITS;

/**
 * Stops the work on one piece of evidence. Carries a code and arguments; the sentence is made in report/words.
 * `detail` picks among the sentences of a code. `evidence` is the label the user gave.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: string;
  readonly at: Citation | string | null;
  readonly args: Args;
  /** What the evidence showed of itself before; null where nothing was put down. */
  readonly known: Known | null;
  override readonly name = 'Fault';

  constructor(
    code: FaultCode,
    detail: string,
    at: Citation | string | null = null,
    args: Args = {},
    known: Known | null = null,
  ) {
    super(`${code}: ${detail}`);
    this.known = known;
    this.code = code;
    this.detail = detail;
    this.at = at;
    this.args = args;
  }

  get exit(): number {
    return FAULT_EXITS[this.code];
  }

  /** A plain object that survives a thread boundary. */
  toJSON(): FaultRecord {
    const at = this.at === null || typeof this.at === 'string' ? this.at : renderCitation(this.at);
    const { code, detail, args, known } = this;
    return known === null ? { code, detail, at, args } : { code, detail, at, args, known };
  }

  /** The same fault, with what is known of the evidence. */
  knowing(known: Known): Fault {
    return new Fault(this.code, this.detail, this.at, this.args, known);
  }

  static from(record: FaultRecord): Fault {
    return new Fault(record.code, record.detail, record.at, record.args, record.known ?? null);
  }
}

export interface FaultRecord {
  readonly code: FaultCode;
  readonly detail: string;
  readonly at: string | null;
  readonly args: Args;
  readonly known?: Known;
}

/** Node's own error codes for what a file system refused, as a fault about the evidence at `place`. */
export function faultOfSystemError(error: unknown, place: string): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Fault('evidence.missing', 'not-found', place);
  if (code === 'EACCES' || code === 'EPERM') return new Fault('evidence.unreadable', 'permission', place);
  return new Fault('evidence.unreadable', 'system', place, { error: code || String((error as Error).message) });
}
