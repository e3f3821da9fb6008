import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { errorDisplay, notFoundErrorPage } from './errorPages';
import { navContent } from './navigation';
import { oidcAuthApi, signInPage } from './signIn';
import { darkTheme, lightTheme } from './theme';

export const appModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    lightTheme,
    darkTheme,
    signInPage,
    oidcAuthApi,
    navContent,
    notFoundErrorPage,
    errorDisplay,
  ],
});
