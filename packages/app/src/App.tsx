import { createApp } from '@backstage/frontend-defaults';
import { scaffolderModule } from '@causeway/plugin-golden-paths';
import { appModule } from './modules/app';
import { catalogModule } from './modules/catalog';
import { devtoolsModule } from './modules/devtools';
import { homeModule } from './modules/home';
import { kubernetesModule } from './modules/kubernetes';
import { searchModule } from './modules/search';
import { techdocsModule } from './modules/techdocs';

// Plugins are discovered from package.json (`app.packages`); these modules
// change them.
export default createApp({
  features: [
    appModule,
    catalogModule,
    devtoolsModule,
    homeModule,
    kubernetesModule,
    scaffolderModule,
    searchModule,
    techdocsModule,
  ],
});
