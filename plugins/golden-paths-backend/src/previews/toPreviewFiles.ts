import type { PreviewFile } from '@causeway/plugin-golden-paths-common';

/** More of one file is not read in a preview. */
const maximumFileBytes = 100_000;
/** More of all of them is slow to send and to show. */
const maximumBytes = 2_000_000;

/** By path, with the text of those that have one. */
export function toPreviewFiles(
  contents: readonly { path: string; base64Content: string }[],
): PreviewFile[] {
  let left = maximumBytes;
  return [...contents]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, base64Content }) => {
      const bytes = Buffer.from(base64Content, 'base64');
      const text =
        bytes.length <= Math.min(maximumFileBytes, left)
          ? toText(bytes)
          : undefined;
      left -= text === undefined ? 0 : bytes.length;
      return { path, size: bytes.length, ...(text !== undefined && { text }) };
    });
}

function toText(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
