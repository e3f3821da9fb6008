export { techdocsModulePublishedDocs as default } from './module';
