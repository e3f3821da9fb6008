import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { errorDisplay, notFoundErrorPage } from './errorPages';
import { appLayout } from './layout';
import { navContent } from './navigation';
import { oidcAuthApi, signInPage } from './signIn';
import { darkTheme, lightTheme } from './theme';
import { techdocsWording } from './wording';

export const appModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    lightTheme,
    darkTheme,
    signInPage,
    oidcAuthApi,
    appLayout,
    navContent,
    notFoundErrorPage,
    errorDisplay,
    techdocsWording,
  ],
});
