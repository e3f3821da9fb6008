/**
 * The colours of each mode.
 *
 * @remarks
 * `theme.css` gives the same values to the `--bui-*` tokens; a test holds the
 * two together and checks the contrast of every pair that carries text.
 */
export const colors = {
  light: {
    background: '#f3f6f8',
    surface: '#ffffff',
    surfaceRaised: '#eef3f6',
    text: '#10222e',
    textSecondary: '#4a5d6a',
    border: '#d5dfe5',
    borderStrong: '#6f8492',
    accent: '#0a686d',
    accentHover: '#074f53',
    onAccent: '#ffffff',
    positive: '#12743a',
    warning: '#8a5000',
    negative: '#bd242b',
    info: '#0a5fbd',
  },
  dark: {
    background: '#0f1c26',
    surface: '#172833',
    surfaceRaised: '#203541',
    text: '#edf3f6',
    textSecondary: '#b3c2cc',
    border: '#3a5061',
    borderStrong: '#8298a6',
    accent: '#5ccbc4',
    accentHover: '#82dbd5',
    onAccent: '#06262b',
    positive: '#6cd58c',
    warning: '#f5b75a',
    negative: '#ff9a93',
    info: '#85bdf9',
  },
} as const;

/** The sidebar keeps its colours in both modes. */
export const navigationColors = {
  background: '#0c2a3a',
  hoverBackground: '#17405a',
  text: '#c3d3dd',
  selectedText: '#ffffff',
  indicator: '#45c8bf',
} as const;
