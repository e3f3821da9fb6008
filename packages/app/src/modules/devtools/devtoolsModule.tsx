import {
  coreExtensionData,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import devtoolsPlugin from '@backstage/plugin-devtools/alpha';
import { DevToolsGate } from './DevToolsGate';

const devtoolsPage = devtoolsPlugin.getExtension('page:devtools').override({
  *factory(originalFactory) {
    const page = originalFactory();
    yield* page;
    yield coreExtensionData.reactElement(
      <DevToolsGate>{page.get(coreExtensionData.reactElement)}</DevToolsGate>,
    );
  },
});

export const devtoolsModule = createFrontendModule({
  pluginId: 'devtools',
  extensions: [devtoolsPage],
});
