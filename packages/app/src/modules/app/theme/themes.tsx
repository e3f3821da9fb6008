import { ThemeBlueprint } from '@backstage/plugin-app-react';
import {
  createUnifiedTheme,
  genPageTheme,
  palettes,
  UnifiedThemeProvider,
} from '@backstage/theme';
import { RiMoonLine, RiSunLine } from '@remixicon/react';
import { colors, navigationColors } from './colors';

const light = createCausewayTheme('light');
const dark = createCausewayTheme('dark');

export const lightTheme = ThemeBlueprint.make({
  name: 'causeway-light',
  params: {
    theme: {
      id: 'causeway-light',
      title: 'Light',
      variant: 'light',
      icon: <RiSunLine />,
      Provider: ({ children }) => (
        <UnifiedThemeProvider theme={light} themeName="causeway-light">
          {children}
        </UnifiedThemeProvider>
      ),
    },
  },
});

export const darkTheme = ThemeBlueprint.make({
  name: 'causeway-dark',
  params: {
    theme: {
      id: 'causeway-dark',
      title: 'Dark',
      variant: 'dark',
      icon: <RiMoonLine />,
      Provider: ({ children }) => (
        <UnifiedThemeProvider theme={dark} themeName="causeway-dark">
          {children}
        </UnifiedThemeProvider>
      ),
    },
  },
});

function createCausewayTheme(mode: 'light' | 'dark') {
  const color = colors[mode];
  return createUnifiedTheme({
    fontFamily: 'system-ui, sans-serif',
    defaultPageTheme: 'home',
    // One colour for every page header that is still Material UI.
    pageTheme: {
      home: genPageTheme({
        colors: [color.surface, color.surface],
        shape: 'none',
        options: { fontColor: color.text },
      }),
    },
    components: {
      // The defaults need more width than a laptop has and then split words.
      MuiTableCell: {
        styleOverrides: {
          root: {
            padding: '10px 8px',
            fontSize: '0.8125rem',
            lineHeight: 1.4,
            wordBreak: 'normal',
            overflowWrap: 'break-word',
          },
          sizeSmall: { padding: '6px 8px' },
        },
      },
      BackstageTableHeader: { styleOverrides: { header: { padding: '8px' } } },
      // Four actions of the default width, with their margins, are wider than a phone.
      MuiBottomNavigationAction: { styleOverrides: { root: { minWidth: 0 } } },
      // A column that may wrap grows as wide as the widest thing in it.
      MuiGrid: {
        styleOverrides: {
          'direction-xs-column': { '& > .MuiGrid-item': { maxWidth: '100%' } },
        },
      },
      // Lists that stand side by side, as on the info page of the developer tools.
      MuiList: { styleOverrides: { root: { flexWrap: 'wrap' } } },
      // A reference without spaces is wider than a phone.
      MuiListItemText: {
        styleOverrides: { root: { overflowWrap: 'anywhere' } },
      },
    },
    palette: {
      ...palettes[mode],
      primary: { main: color.accent, contrastText: color.onAccent },
      secondary: { main: color.info },
      error: { main: color.negative },
      warning: { main: color.warning },
      info: { main: color.info },
      success: { main: color.positive },
      text: { primary: color.text, secondary: color.textSecondary },
      background: { default: color.background, paper: color.surface },
      divider: color.border,
      border: color.border,
      textContrast: color.text,
      textSubtle: color.textSecondary,
      textVerySubtle: color.border,
      link: color.accent,
      linkHover: color.accentHover,
      status: {
        ok: color.positive,
        warning: color.warning,
        error: color.negative,
        running: color.info,
        pending: color.warning,
        aborted: color.textSecondary,
      },
      navigation: {
        background: navigationColors.background,
        indicator: navigationColors.indicator,
        color: navigationColors.text,
        selectedColor: navigationColors.selectedText,
        navItem: { hoverBackground: navigationColors.hoverBackground },
        submenu: { background: navigationColors.hoverBackground },
      },
      tabbar: { indicator: color.accent },
      code: { background: color.surfaceRaised },
    },
  });
}
