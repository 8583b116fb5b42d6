import type { Location } from './location.ts';
import { FOLDER_OF_DOMAIN } from './private-place.ts';

/** Joins without a trailing slash where the path is that of the folder itself. */
function join(root: string, path: string): string {
  if (path !== '') return root + path;
  return root.endsWith('/') ? root.slice(0, -1) : root;
}

/**
 * The one rendering of a location as a path (contract, "Locations"). What has no place on a device lies below
 * `/backup/`. The inverse is `locateDevicePath`. Not shown, because the device has no such folder: the user of an APK
 * and of an SD volume, the feature of what is not below `/backup/`.
 */
export function devicePath(place: Location): string {
  const { user, storage, path } = place;
  const name = place.package ?? '';
  switch (storage) {
    case 'ce': {
      const root = user === 0 ? `/data/data/${name}/` : `/data/user/${user}/${name}/`;
      return join(root + (FOLDER_OF_DOMAIN[place.domain] ?? ''), path);
    }
    case 'de':
      return join(`/data/user_de/${user}/${name}/${FOLDER_OF_DOMAIN[place.domain] ?? ''}`, path);
    case 'external':
      return join(`${sharedRoot(place)}Android/data/${name}/`, path);
    case 'obb':
      return join(`${sharedRoot(place)}Android/obb/${name}/`, path);
    case 'media':
      return join(place.package === null ? sharedRoot(place) : `${sharedRoot(place)}Android/media/${name}/`, path);
    case 'apk':
      return join(`/data/app/${name}/`, path);
    case 'kv':
      return join(`/backup/kv/${user}/${name}/`, path);
    case 'archive': {
      const feature = place.feature === null ? '' : `${place.feature}/`;
      const kind = place.domain === 'manifest' ? 'manifest' : 'agent';
      return join(`/backup/${kind}/${user}/${name}/${feature}`, path);
    }
    case 'system':
      return `/${path}`;
  }
}

function sharedRoot(place: Location): string {
  return place.volume === null ? `/storage/emulated/${place.user}/` : `/storage/${place.volume}/`;
}
