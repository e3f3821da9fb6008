export { goldenPathsPlugin as default } from './plugin';
export { scaffolderModule } from './scaffolderModule';
