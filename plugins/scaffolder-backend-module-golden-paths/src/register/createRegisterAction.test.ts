import { mockServices } from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createCatalogRegisterAction } from '@backstage/plugin-scaffolder-backend';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createRegisterAction } from './createRegisterAction';

const catalogInfoUrl = 'https://git.example.test/labels/catalog-info.yaml';
const location = {
  id: '1',
  type: 'url',
  target: catalogInfoUrl,
  entityRef: 'location:default/generated-1',
};

function prepare() {
  const catalog = catalogServiceMock.mock();
  const action = createRegisterAction({
    register: createCatalogRegisterAction({
      catalog,
      integrations: ScmIntegrations.fromConfig(mockServices.rootConfig()),
    }),
  });
  const context = createMockActionContext({ input: { catalogInfoUrl } });
  return { catalog, context, run: () => action.handler(context) };
}

describe('golden-path:register', () => {
  it('registers, and puts out what the catalog finds there', async () => {
    const { catalog, context, run } = prepare();
    catalog.addLocation.mockResolvedValue({
      location,
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'labels' },
        },
      ],
    });
    await run();
    expect(context.output).toHaveBeenCalledWith(
      'entityRef',
      'component:default/labels',
    );
    expect(context.output).toHaveBeenCalledWith(
      'catalogInfoUrl',
      catalogInfoUrl,
    );
  });

  it('says why the catalog does not take it', async () => {
    const { catalog, run } = prepare();
    catalog.addLocation.mockRejectedValue(
      await ResponseError.fromResponse(
        Response.json(
          {
            error: {
              name: 'InputError',
              message: 'Unable to read url, connect ECONNREFUSED 10.0.0.1:443',
            },
            response: { statusCode: 400 },
          },
          { status: 400, statusText: 'Bad Request' },
        ),
      ),
    );
    await expect(run()).rejects.toThrow(
      `The catalog does not take '${catalogInfoUrl}': Unable to read url, connect ECONNREFUSED 10.0.0.1:443; try again when that is mended`,
    );
  });

  it('hands on what is not an answer of the catalog', async () => {
    const { catalog, run } = prepare();
    catalog.addLocation.mockRejectedValue(new Error('No token'));
    await expect(run()).rejects.toThrow(/^No token$/);
  });
});
