import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { NavContent } from './NavContent';

export const navContent = NavContentBlueprint.make({
  params: { component: NavContent },
});
