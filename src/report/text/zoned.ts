const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
      timeZoneName: 'longOffset',
    });
    formats.set(zone, format);
  }
  return format;
}

/**
 * A UTC time as a clock in another zone showed it, with offset and zone: `2026-01-02 04:04:05+01:00[Europe/Berlin]`
 * (RFC 9557, with a space for the T). `zone` is an IANA name that Intl knows.
 */
export function zonedTime(utc: string, zone: string): string {
  const time = new Date(utc);
  if (Number.isNaN(time.getTime())) return '';
  const parts = new Map(
    formatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const offset = part('timeZoneName').replace(/^GMT$/, 'GMT+00:00').slice('GMT'.length);
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return `${day} ${part('hour')}:${part('minute')}:${part('second')}${offset}[${zone}]`;
}
