import { many } from './sentence.ts';

/** What `extract` wrote into a folder or an archive. */
export const extractedTo = (files: number, bytes: number, place: string): string =>
  `${many({ files }, 'files', 'file')}, ${many({ bytes }, 'bytes', 'byte')} written to ${place}`;

/** What `snapshot` wrote into a file. */
export const snapshotIn = (entries: number, contents: number, file: string): string =>
  `${many({ entries }, 'entries', 'entry', 'entries')}, ${many({ contents }, 'contents', 'content')} written to ${file}`;
