/** What a badge says. */
export interface Badge {
  label: string;
  value: string;
  /** From 0 to 1; decides the colour. */
  share: number | undefined;
}

// Widths of the font that badges are drawn with, near enough for any text.
const characterWidth = 7;
const padding = 10;
const maximumLength = 60;

/** Draws a badge as an SVG image; texts of rule files cannot break out of it. */
export function drawBadge({ label, value, share }: Badge): string {
  const [left, right] = [label, value].map(text => ({
    text: escape(cut(text)),
    width: [...cut(text)].length * characterWidth + padding,
  }));
  const width = left.width + right.width;
  const title = `${left.text}: ${right.text}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${title}"><title>${title}</title><rect width="${
    left.width
  }" height="20" fill="#444"/><rect x="${left.width}" width="${
    right.width
  }" height="20" fill="${toColour(
    share,
  )}"/><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="${
    left.width / 2
  }" y="14">${left.text}</text><text x="${
    left.width + right.width / 2
  }" y="14">${right.text}</text></g></svg>`;
}

/** White text on each has a contrast of at least 4.5 to 1. */
function toColour(share: number | undefined): string {
  if (share === undefined) {
    return '#5c5c5c';
  }
  if (share >= 0.9) {
    return '#2a7a2a';
  }
  return share >= 0.6 ? '#8a5a00' : '#b3261e';
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length > maximumLength
    ? `${characters.slice(0, maximumLength - 1).join('')}…`
    : text;
}

const entities: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return (
    text
      // XML has no way to write most of these: control characters and halves of surrogate pairs.
      .replace(/\p{Cc}|\p{Surrogate}|[\ufffe\uffff]/gu, '')
      .replace(/[&<>"']/g, character => entities[character])
  );
}
