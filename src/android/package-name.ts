const PACKAGE_NAME = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+$/;

/**
 * Whether a folder's name can be a package: at least two identifiers joined by dots, each beginning with a letter
 * (AOSP PackageParser.validateName), or `android`, the one package without a dot. Names that are still encrypted
 * (before the first unlock) never pass: they hold no dot.
 */
export function isPackageName(name: string): boolean {
  return PACKAGE_NAME.test(name) || name === 'android';
}
