import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { colors, navigationColors } from './colors';

const css = readFileSync(join(__dirname, 'theme.css'), 'utf8');

/** Tokens of `theme.css` by the colour that they carry. */
const tokens = {
  background: ['--bui-bg-app'],
  surface: ['--bui-bg-neutral-1'],
  surfaceRaised: ['--bui-bg-neutral-2'],
  text: ['--bui-fg-primary'],
  textSecondary: ['--bui-fg-secondary'],
  border: ['--bui-border-1'],
  borderStrong: ['--bui-border-2'],
  accent: ['--bui-accent-bg', '--bui-ring'],
  accentHover: ['--bui-accent-bg-hover'],
  onAccent: ['--bui-accent-fg'],
  positive: ['--bui-fg-positive'],
  warning: ['--bui-fg-warning'],
  negative: ['--bui-fg-negative'],
  info: ['--bui-fg-announcement'],
} satisfies Record<keyof typeof colors.light, string[]>;

const textColors = [
  'text',
  'textSecondary',
  'accent',
  'accentHover',
  'positive',
  'warning',
  'negative',
  'info',
] as const;

describe.each(['light', 'dark'] as const)('the %s theme', mode => {
  it('gives the design system the colours of Material UI', () => {
    const declared = readTokens(mode);
    for (const [name, properties] of Object.entries(tokens)) {
      for (const property of properties) {
        expect([property, declared.get(property)]).toEqual([
          property,
          colors[mode][name as keyof typeof tokens],
        ]);
      }
    }
  });

  it.each(textColors)('keeps %s readable on every surface', name => {
    for (const surface of ['background', 'surface', 'surfaceRaised'] as const) {
      expect(
        contrast(colors[mode][name], colors[mode][surface]),
      ).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps buttons and the borders of fields visible', () => {
    const { accent, accentHover, onAccent, borderStrong, surface } =
      colors[mode];
    expect(contrast(onAccent, accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(onAccent, accentHover)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(borderStrong, surface)).toBeGreaterThanOrEqual(3);
  });
});

describe('the sidebar', () => {
  it('keeps its items readable, also under the pointer', () => {
    const { background, hoverBackground, text, selectedText, indicator } =
      navigationColors;
    for (const surface of [background, hoverBackground]) {
      expect(contrast(text, surface)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(selectedText, surface)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(indicator, background)).toBeGreaterThanOrEqual(3);
  });
});

function readTokens(mode: 'light' | 'dark'): Map<string, string> {
  const start = css.indexOf(`[data-theme-mode='${mode}']`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/(--bui-[\w-]+): (#[0-9a-f]{6});/g)].map(
      ([, property, value]) => [property, value],
    ),
  );
}

/** Contrast ratio as WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort(
    (first, second) => first - second,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map(start => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045
      ? channel / 12.92
      : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
