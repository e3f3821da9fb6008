import { useShadowRoot } from '@backstage/plugin-techdocs-react';
import { useEffect } from 'react';

const css = `
.md-content .md-typeset p a:not(.headerlink),
.md-content .md-typeset li a:not(.headerlink),
.md-content .md-typeset td a:not(.headerlink) {
  text-decoration: underline;
  text-underline-offset: 0.15em;
}`;

/**
 * Underlines links in documents: by colour alone they do not stand out enough
 * from the text around them (WCAG 1.4.1).
 */
export function LinkUnderline() {
  const shadowRoot = useShadowRoot();

  useEffect(() => {
    if (!shadowRoot) {
      return undefined;
    }
    const style = document.createElement('style');
    style.textContent = css;
    shadowRoot.append(style);
    return () => style.remove();
  }, [shadowRoot]);

  return null;
}
