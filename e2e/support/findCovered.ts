import type { Locator } from '@playwright/test';

/** Names the buttons and fields of the page that lie under an element. */
export async function findCovered(cover: Locator): Promise<string[]> {
  return cover.evaluate(element =>
    [...document.querySelectorAll('button, input, [role=button]')]
      .filter(field => !element.contains(field))
      .filter(field => {
        const { x, y, width, height } = field.getBoundingClientRect();
        return element.contains(
          document.elementFromPoint(x + width / 2, y + height / 2),
        );
      })
      .map(field => field.ariaLabel ?? field.textContent ?? ''),
  );
}
