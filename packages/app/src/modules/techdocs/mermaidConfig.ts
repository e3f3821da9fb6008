import { colors } from '../app/theme/colors';

/**
 * What Mermaid draws with in one mode.
 *
 * @remarks
 * The themes that Mermaid brings have labels too faint for their boxes; `base` is the one that
 * takes colours of its own and derives the rest from them.
 */
export function mermaidConfig(mode: keyof typeof colors) {
  const color = colors[mode];
  return {
    theme: 'base',
    themeVariables: {
      darkMode: mode === 'dark',
      fontFamily: 'system-ui, sans-serif',
      background: color.surface,
      primaryColor: color.surfaceRaised,
      primaryTextColor: color.text,
      primaryBorderColor: color.borderStrong,
      secondaryColor: color.surface,
      secondaryTextColor: color.text,
      secondaryBorderColor: color.borderStrong,
      tertiaryColor: color.background,
      tertiaryTextColor: color.text,
      tertiaryBorderColor: color.border,
      textColor: color.text,
      lineColor: color.textSecondary,
      edgeLabelBackground: color.surface,
      noteBkgColor: color.surfaceRaised,
      noteTextColor: color.text,
      noteBorderColor: color.borderStrong,
    },
  } as const;
}
