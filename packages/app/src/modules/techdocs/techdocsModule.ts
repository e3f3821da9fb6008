import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { TechDocsAddonLocations } from '@backstage/plugin-techdocs-react';
import { AddonBlueprint } from '@backstage/plugin-techdocs-react/alpha';
import { LinkUnderline } from './LinkUnderline';

const linkUnderlineAddon = AddonBlueprint.make({
  name: 'link-underline',
  params: {
    name: 'LinkUnderline',
    location: TechDocsAddonLocations.Content,
    component: LinkUnderline,
  },
});

export const techdocsModule = createFrontendModule({
  pluginId: 'techdocs',
  extensions: [linkUnderlineAddon],
});
