import type { Matters } from '../reader.ts';
import { equalPages } from './equal-pages.ts';
import type { Pages } from './pages.ts';

const NO_BYTES = new Uint8Array(0);
const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** Which pages of a database matter, by what is asked; each page is asked about once. */
export interface PagesThatMatter {
  which(matters: Matters): (page: number) => boolean;
  /** Of a database with many of the same pages: what is known of one of them is known here too. */
  besides(other: PagesThatMatter): void;
  readonly pages: Pages;
  /** What is known so far, by page number; null where the question was never asked. */
  known(matters: Matters): Uint8Array | null;
}

export function pagesThatMatter(pages: Pages, poll: () => void): PagesThatMatter {
  const answers = new Map<Matters, Uint8Array>();
  let twin: PagesThatMatter | null = null;
  return {
    pages,
    known: (matters) => answers.get(matters) ?? null,
    besides(other) {
      twin = other;
    },
    which(matters) {
      let mine = answers.get(matters);
      if (mine === undefined) {
        mine = new Uint8Array(pages.present + 1);
        answers.set(matters, mine);
      }
      const own = mine;
      const sifted = pages.sifted?.question === matters ? pages.sifted : null;
      const theirs = twin?.known(matters) ?? null;
      const equal = theirs === null || twin === null ? null : equalPages(twin.pages, pages, poll);
      return (page) => {
        let answer = own[page] ?? UNKNOWN;
        const before = answer === UNKNOWN ? (sifted?.answer(page - 1) ?? null) : null;
        if (before !== null) answer = before ? YES : NO;
        if (answer === UNKNOWN && theirs !== null && equal?.has(page) === true) answer = theirs[page] ?? UNKNOWN;
        if (answer === UNKNOWN) answer = matters(pages.glance(page) ?? NO_BYTES) ? YES : NO;
        if (page < own.length) own[page] = answer;
        return answer === YES;
      };
    },
  };
}
