export { techdocsModuleBuildErrors as default } from './module';
