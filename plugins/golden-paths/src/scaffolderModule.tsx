import {
  coreExtensionData,
  createFrontendModule,
  ExtensionBoundary,
} from '@backstage/frontend-plugin-api';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import {
  FormFieldBlueprint,
  formFieldsApiRef,
  scaffolderTemplateOutputsComponentRef,
  scaffolderTemplateOutputTemplateRefsRef,
} from '@backstage/plugin-scaffolder-react/alpha';
import { isFieldExtension } from './fields/isFieldExtension';

/** In the place of upstream's, which offers every group. */
const ownerPicker = scaffolderPlugin
  .getExtension('scaffolder-form-field:scaffolder/owner-picker')
  .override({
    params: {
      field: () => import('./fields/OwnerPicker').then(m => m.ownerPickerField),
    },
  });

const serviceName = FormFieldBlueprint.make({
  name: 'service-name',
  params: {
    field: () => import('./fields/ServiceName').then(m => m.serviceNameField),
  },
});

const repositoryPicker = FormFieldBlueprint.make({
  name: 'repository-picker',
  params: {
    field: () =>
      import('./fields/RepositoryPicker').then(m => m.repositoryPickerField),
  },
});

const secret = FormFieldBlueprint.make({
  name: 'secret',
  params: {
    field: () => import('./fields/secretField').then(m => m.secretField),
  },
});

/** The form with our review page; upstream's sub-page takes none, and shows the list. */
const templatesSubPage = scaffolderPlugin
  .getExtension('sub-page:scaffolder/templates')
  .override({
    *factory(originalFactory, { apis, config, node }) {
      const page = originalFactory();
      yield* page;
      yield coreExtensionData.reactElement(
        ExtensionBoundary.lazy(node, async () => {
          const { TemplatesSubPage } = await import('./wizard/TemplateWizard');
          const fields = await apis.get(formFieldsApiRef)?.loadFormFields();
          return (
            <TemplatesSubPage
              fields={(fields ?? []).filter(isFieldExtension)}
              theme={config.enableBackstageUi ? 'bui' : 'mui'}
              original={page.get(coreExtensionData.reactElement)}
            />
          );
        }),
      );
    },
  });

/** A run with what it has left behind; upstream's sub-page shows the list. */
const tasksSubPage = scaffolderPlugin
  .getExtension('sub-page:scaffolder/tasks')
  .override({
    *factory(originalFactory, { inputs, node }) {
      const page = originalFactory();
      yield* page;
      yield coreExtensionData.reactElement(
        ExtensionBoundary.lazy(node, async () => {
          const { TasksSubPage } = await import('./task/TaskPage');
          return (
            <TasksSubPage
              outputs={inputs.templateOutputsComponents.map(input => ({
                component: input.get(scaffolderTemplateOutputsComponentRef),
                templateRefs: input.get(
                  scaffolderTemplateOutputTemplateRefsRef,
                ),
              }))}
              original={page.get(coreExtensionData.reactElement)}
            />
          );
        }),
      );
    },
  });

/**
 * What golden paths change about the scaffolder's pages: fields, review and progress.
 *
 * @public
 */
export const scaffolderModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    ownerPicker,
    serviceName,
    repositoryPicker,
    secret,
    templatesSubPage,
    tasksSubPage,
  ],
});
