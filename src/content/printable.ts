const DELETE = 0x7f;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Whether a text holds control characters that text has none of: all but tab, line feed and carriage return. */
export function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DELETE) return true;
    if (code < 0x20 && code !== TAB && code !== LINE_FEED && code !== RETURN) return true;
  }
  return false;
}
