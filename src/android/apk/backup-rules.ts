import { type AxmlElement, readAxml } from './axml.ts';

/** Folders that a rule may name (AOSP FullBackup.BackupScheme.getTokenForXmlDomain). */
export const RULE_DOMAINS = [
  'root',
  'file',
  'database',
  'sharedpref',
  'external',
  'device_root',
  'device_file',
  'device_database',
  'device_sharedpref',
] as const;
export type RuleDomain = (typeof RULE_DOMAINS)[number];

/** One `<include>` or `<exclude>`. */
export interface BackupRule {
  readonly kind: 'include' | 'exclude';
  /** Place in its section, from 1. */
  readonly number: number;
  readonly domain: RuleDomain;
  /** Below the domain's folder; empty for the folder itself. */
  readonly path: string;
  readonly requireFlags: readonly string[];
}

/** The rules for one way of taking a backup. */
export interface RuleSection {
  readonly rules: readonly BackupRule[];
  /** `disableIfNoEncryptionCapabilities`: nothing at all where the transport cannot encrypt. */
  readonly needsEncryption: boolean;
  /** Rules that Android passes over: of an unknown domain, or with `..` or `//` in the path. */
  readonly passedOver: number;
}

/** What a rule file says. Null: it has no such section. */
export interface RuleFile {
  readonly kind: 'full-backup-content' | 'data-extraction-rules';
  readonly legacy: RuleSection | null;
  readonly cloud: RuleSection | null;
  readonly transfer: RuleSection | null;
  /** What makes Android give up the whole file, and with it the whole app; null where nothing does. */
  readonly fault: 'unknown-element' | 'too-many-attributes' | null;
}

const SECTIONS = { 'cloud-backup': 'cloud', 'device-transfer': 'transfer' } as const;
const MOST_ATTRIBUTES = { include: 3, exclude: 2 } as const;
/** A file with more rules is read to here: no app has a hundredth of them. */
const MOST_RULES = 20_000;

/** The rules of a compiled res/xml file; null where it is something else. Never throws. */
export function readRuleFile(bytes: Uint8Array): RuleFile | null {
  let kind: RuleFile['kind'] | null = null;
  let fault: RuleFile['fault'] = null;
  const found: Partial<Record<'legacy' | 'cloud' | 'transfer', OpenSection>> = {};
  let current: OpenSection | null = null;
  let rules = 0;
  for (const element of readAxml(bytes)) {
    if (element.depth === 0) {
      if (element.name !== 'full-backup-content' && element.name !== 'data-extraction-rules') return null;
      kind = element.name;
      if (kind === 'full-backup-content') {
        current = openSection(element);
        found.legacy = current;
      }
      continue;
    }
    if (kind === 'data-extraction-rules' && element.depth === 1) {
      const name = Object.hasOwn(SECTIONS, element.name) ? SECTIONS[element.name as keyof typeof SECTIONS] : null;
      // A section of a later platform (cross-platform transfer) is none of ours.
      current = name === null ? null : (found[name] ?? openSection(element));
      if (name !== null && current !== null) found[name] = current;
      continue;
    }
    if (current === null || fault !== null) continue;
    if (element.name !== 'include' && element.name !== 'exclude') fault = 'unknown-element';
    else if (element.attributes.length > MOST_ATTRIBUTES[element.name]) fault = 'too-many-attributes';
    else if (++rules <= MOST_RULES) addRule(current, element.name, element);
  }
  if (kind === null) return null;
  return { kind, legacy: found.legacy ?? null, cloud: found.cloud ?? null, transfer: found.transfer ?? null, fault };
}

interface OpenSection extends RuleSection {
  readonly rules: BackupRule[];
  passedOver: number;
}

const textOf = (element: AxmlElement, name: string): string | null => {
  const value = element.attributes.find((each) => each.name === name && each.namespace === null)?.value;
  return value?.kind === 'text' ? value.text : value?.kind === 'boolean' ? String(value.value) : null;
};

function openSection(element: AxmlElement): OpenSection {
  return {
    rules: [],
    needsEncryption: textOf(element, 'disableIfNoEncryptionCapabilities') === 'true',
    passedOver: 0,
  };
}

function addRule(section: OpenSection, kind: BackupRule['kind'], element: AxmlElement): void {
  const domain = RULE_DOMAINS.find((each) => each === textOf(element, 'domain'));
  const path = textOf(element, 'path') ?? '';
  if (domain === undefined || path.includes('..') || path.includes('//')) {
    section.passedOver += 1;
    return;
  }
  section.rules.push({
    kind,
    number: section.rules.length + section.passedOver + 1,
    domain,
    path: normal(path),
    requireFlags:
      kind === 'exclude' ? [] : (textOf(element, 'requireFlags') ?? '').split('|').filter((flag) => flag !== ''),
  });
}

/** As `File.getCanonicalPath` makes it: no `.`, no slash at either end. */
function normal(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}
