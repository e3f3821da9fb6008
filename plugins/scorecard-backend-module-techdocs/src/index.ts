export { scorecardModuleTechdocs as default } from './module';
