import { Fault, type Known } from '../base/fault.ts';
import type { Chosen } from './detect.ts';
import { type ContainerFacts, NO_FACTS } from './member.ts';

const LOCKED = 'evidence.locked';

/** Whether an error is that of evidence which no password opened. */
export function isLocked(error: unknown): error is Fault {
  return error instanceof Fault && error.code === LOCKED;
}

/** A fault with what a container knows of itself although it is locked; its format is put down where it was chosen. */
export function knownOfContainer(fault: Fault, facts: ContainerFacts): Fault {
  const { version, encryption, more } = facts;
  return fault.knowing({ format: null, because: '', nesting: [], version, encryption, facts: more });
}

/** Facts of two layers as one: of what both state, that of the first. */
export function joinFacts(first: ContainerFacts, second: ContainerFacts): ContainerFacts {
  return {
    version: first.version ?? second.version,
    encryption: first.encryption ?? second.encryption,
    // In the order in which they became known.
    more: { ...first.more, ...second.more, ...first.more },
  };
}

/**
 * An error as it came; that of a locked container with the format by which it was opened. A container that gives its
 * members a meaning too is the format of the whole; of others it is that of the innermost.
 */
export function throughContainer(error: unknown, { format, bid }: Chosen): unknown {
  if (!isLocked(error)) return error;
  const known: Known = error.known ?? { format: null, because: '', nesting: [], ...factsOf(NO_FACTS) };
  const own = known.format === null || format.bundle !== undefined;
  return error.knowing({
    ...known,
    format: own ? format.id : known.format,
    because: own ? bid.because : known.because,
    nesting: [format.id, ...known.nesting],
  });
}

/** An error as it came; that of a locked bundle with its format, its layers and what it said of itself. */
export function throughBundle(
  error: unknown,
  bundle: {
    readonly format: { readonly id: string };
    readonly bid: { readonly because: string };
    readonly nesting: readonly string[];
  },
  facts: ContainerFacts,
): unknown {
  if (!isLocked(error)) return error;
  const inner = error.known;
  const joined =
    inner === null ? facts : joinFacts(facts, { version: null, encryption: inner.encryption, more: inner.facts });
  return error.knowing({
    format: bundle.format.id,
    because: bundle.bid.because,
    nesting: bundle.nesting,
    ...factsOf(joined),
  });
}

/** An error as it came; that of something locked deeper down with the layers around it. */
export function throughLayers(error: unknown, nesting: readonly string[]): unknown {
  if (!isLocked(error) || error.known === null) return error;
  return error.knowing({ ...error.known, nesting: [...nesting, ...error.known.nesting] });
}

const factsOf = ({ version, encryption, more }: ContainerFacts) => ({ version, encryption, facts: more });
