import type { IconElement } from '@backstage/frontend-plugin-api';
import {
  RiAddCircleLine,
  RiApps2Line,
  RiBookOpenLine,
  RiHome5Line,
  RiMindMap,
  RiPlug2Line,
  RiSettings3Line,
  RiToolsLine,
} from '@remixicon/react';

/**
 * One icon family for the sidebar: several upstream pages still bring Material
 * UI icons of another weight and size.
 */
export const navItemIcons: Readonly<Record<string, IconElement>> = {
  'page:home': <RiHome5Line />,
  'page:catalog': <RiApps2Line />,
  'page:scaffolder': <RiAddCircleLine />,
  'page:techdocs': <RiBookOpenLine />,
  'page:api-docs': <RiPlug2Line />,
  'page:catalog-graph': <RiMindMap />,
  'page:devtools': <RiToolsLine />,
  'page:user-settings': <RiSettings3Line />,
};
