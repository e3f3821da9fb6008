import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { TechDocsAddonLocations } from '@backstage/plugin-techdocs-react';
import { AddonBlueprint } from '@backstage/plugin-techdocs-react/alpha';
import { LinkUnderline } from './LinkUnderline';
import { MermaidDiagrams } from './MermaidDiagrams';

const linkUnderlineAddon = AddonBlueprint.make({
  name: 'link-underline',
  params: {
    name: 'LinkUnderline',
    location: TechDocsAddonLocations.Content,
    component: LinkUnderline,
  },
});

// Same ID as in the addon's own module, which `app.packages` leaves out: that one
// brings Mermaid into the first load of every page.
const mermaidAddon = AddonBlueprint.make({
  name: 'mermaid',
  params: {
    name: 'Mermaid',
    location: TechDocsAddonLocations.Content,
    component: MermaidDiagrams,
  },
});

export const techdocsModule = createFrontendModule({
  pluginId: 'techdocs',
  extensions: [linkUnderlineAddon, mermaidAddon],
});
