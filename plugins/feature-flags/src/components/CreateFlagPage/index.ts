export { CreateFlagPage } from './CreateFlagPage';
export { KindSelect } from './KindSelect';
export { parseTags } from './parseTags';
export { parseVariants, toVariantDrafts } from './variantDrafts';
export type { VariantDraft } from './variantDrafts';
export { VariantFields } from './VariantFields';
