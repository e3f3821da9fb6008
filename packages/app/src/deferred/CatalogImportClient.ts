import type {
  CatalogImportApi,
  CatalogImportClient as Original,
} from '@backstage/plugin-catalog-import';

type SubmitOptions = Parameters<CatalogImportApi['submitPullRequest']>[0];

/** The client that registers components, loaded with its first call. */
export class CatalogImportClient implements CatalogImportApi {
  readonly #options: ConstructorParameters<typeof Original>[0];
  #loaded?: Promise<Original>;

  constructor(options: ConstructorParameters<typeof Original>[0]) {
    this.#options = options;
  }

  async analyzeUrl(url: string) {
    return (await this.#load()).analyzeUrl(url);
  }

  async preparePullRequest() {
    return (await this.#load()).preparePullRequest();
  }

  async submitPullRequest(options: SubmitOptions) {
    return (await this.#load()).submitPullRequest(options);
  }

  #load() {
    this.#loaded ??= import('original-module/CatalogImportClient').then(
      module => new module.CatalogImportClient(this.#options),
    );
    return this.#loaded;
  }
}
