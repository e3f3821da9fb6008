import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { upstreamViolations } from '../upstreamViolations';

export interface Violations {
  /** What is ours to mend, one line each. */
  ours: string[];
  /** Which entries of the list of upstream components occurred, by position. */
  upstream: number[];
}

/** Checks the page against WCAG 2.2 AA and sets aside what upstream components draw. */
export async function findViolations(page: Page): Promise<Violations> {
  // A page is judged once it has loaded.
  await expect(
    page.locator('[role=progressbar]:not([aria-valuenow])'),
  ).toHaveCount(0);
  // Colours in between have a contrast of their own.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(animation => animation instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const ours: string[] = [];
  const upstream = new Set<number>();
  for (const { id, impact, nodes } of violations) {
    if (impact !== 'serious' && impact !== 'critical') {
      continue;
    }
    for (const { target, html, failureSummary } of nodes) {
      const known = await findKnown(page, id, target.flat());
      if (known === undefined) {
        const reason = failureSummary?.split('\n').slice(1).join(' ').trim();
        ours.push(`${id} (${impact}): ${target.flat().join(' ')}
    ${html.slice(0, 200)}
    ${reason}`);
      } else {
        upstream.add(known);
      }
    }
  }
  return { ours, upstream: [...upstream] };
}

/**
 * The entry that the element or one around it belongs to. `path` leads to it, one selector for
 * each shadow root.
 */
async function findKnown(
  page: Page,
  rule: string,
  path: string[],
): Promise<number | undefined> {
  const candidates = upstreamViolations.flatMap((entry, index) =>
    entry.rule === rule ? [{ index, selector: entry.selector }] : [],
  );
  return page.evaluate(
    ({ candidates: entries, path: steps }) => {
      let scope: Document | ShadowRoot = document;
      let element: Element | null = null;
      for (const step of steps) {
        element = scope.querySelector(step);
        scope = element?.shadowRoot ?? scope;
      }
      // A selector reaches no further than its own shadow root.
      while (element) {
        const current: Element = element;
        const found = entries.find(({ selector }) => current.closest(selector));
        if (found) {
          return found.index;
        }
        const rootNode = current.getRootNode();
        element = rootNode instanceof ShadowRoot ? rootNode.host : null;
      }
      return undefined;
    },
    { candidates, path },
  );
}
