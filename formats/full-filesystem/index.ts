import { type Format, later, NO_BID } from '../../src/vfs/format.ts';
import { voteRoots } from './roots.ts';
import { UFD } from './ufd.ts';

/** The tree of a device: an extraction by Cellebrite, GrayKey or ALEX, a tar of /data, a pulled folder. */
export const fullFilesystem: Format = {
  id: 'full-filesystem',
  title: 'Full filesystem of an Android device',
  validated: 'synthetic',
  bundle: {
    bid: ({ paths, input }) => (input.kind === 'bytes' ? NO_BID : (voteRoots(paths, input.name)?.bid ?? NO_BID)),
    decode: later(() => import('./decode.ts')),
  },
  descriptor: UFD,
};
