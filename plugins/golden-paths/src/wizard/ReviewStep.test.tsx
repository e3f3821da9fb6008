import type { JsonObject } from '@backstage/types';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createGoldenPathsApi,
  renderGoldenPaths,
} from '../__testUtils__/renderGoldenPaths';
import { ReviewStep } from './ReviewStep';

const formData = {
  name: 'parcels',
  owner: 'group:default/payments',
  replicas: 3,
};

function render(
  api = createGoldenPathsApi(),
  handleCreate: () => void = () => {},
  options: { action?: string; answers?: JsonObject } = {},
) {
  const { action = 'golden-path:publish', answers = formData } = options;
  renderGoldenPaths(
    <ReviewStep
      templateRef="template:default/go-microservice"
      title="Go Microservice"
      formData={answers}
      disableButtons={false}
      handleBack={() => {}}
      handleReset={() => {}}
      handleCreate={handleCreate}
      steps={[
        {
          uiSchema: {},
          schema: {},
          mergedSchema: {
            type: 'object',
            properties: {
              name: { type: 'string', title: 'Service Name' },
              owner: { type: 'string', title: 'Owner Team' },
              replicas: { type: 'integer', title: 'Replicas' },
            },
          },
        },
      ]}
    />,
    {
      api,
      entities: [
        {
          apiVersion: 'scaffolder.backstage.io/v1beta3',
          kind: 'Template',
          metadata: { name: 'go-microservice', namespace: 'default' },
          spec: { steps: [{ action }] },
        },
      ],
    },
  );
  return api;
}

/** What the review of something that opens a pull request says. */
async function readProposal(): Promise<(string | null)[]> {
  await screen.findByRole('button', { name: 'Open the pull request' });
  return listSentences(
    screen.getByRole('region', { name: 'What will happen' }),
  );
}

function listSentences(plan: HTMLElement): (string | null)[] {
  return within(plan)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
}

describe('ReviewStep', () => {
  it('says in words what will be created, where, and who owns it', async () => {
    render();
    const plan = await screen.findByRole('region', {
      name: 'What will happen',
    });
    expect(
      await within(plan).findByText(
        'Its repository will be harborline/parcels on Gitea (forge.example).',
      ),
    ).toBeVisible();
    expect(listSentences(plan)).toEqual([
      'Go Microservice creates parcels.',
      'Its repository will be harborline/parcels on Gitea (forge.example).',
      'Its owner will be payments.',
      'The catalog will list it as component:default/parcels.',
      'Nothing is created before you confirm.',
    ]);
    expect(screen.getByRole('row', { name: 'Replicas 3' })).toBeVisible();
  });

  it('says of what opens a pull request that nothing else is changed', async () => {
    render(undefined, undefined, { action: 'golden-path:pull-request' });
    expect(await readProposal()).toEqual([
      'A pull request will add what harborline/parcels on Gitea (forge.example) lacks; no file that it has is changed.',
      'Its owner will be payments.',
      'The catalog will list it as component:default/parcels once that is merged.',
      'Nothing is opened before you confirm.',
    ]);
    expect(
      screen.getByText(
        'Of these, the pull request adds what the repository does not have.',
      ),
    ).toBeVisible();
  });

  it('says what an update does, and asks for no preview of it', async () => {
    const api = render(undefined, undefined, {
      action: 'golden-path:update',
      answers: { entity: 'component:default/parcels' },
    });
    expect(await readProposal()).toEqual([
      'A pull request will bring the present version of its golden path to parcels.',
      'What the team has changed stays; what both sides have changed is marked there for you to decide.',
      'Nothing is opened before you confirm.',
    ]);
    expect(
      screen.getByText('The pull request shows what changes.'),
    ).toBeVisible();
    expect(api.preview).not.toHaveBeenCalled();
  });

  it('shows the tree of files, and the content of the one that is chosen', async () => {
    const api = createGoldenPathsApi();
    api.preview.mockResolvedValue({
      problems: [],
      files: [
        { path: 'README.md', text: '# parcels', size: 9 },
        { path: 'src/main.go', text: 'package main', size: 12 },
        { path: 'src/logo.png', size: 4711 },
      ],
    });
    render(api);
    expect(await screen.findByText('3 files')).toBeVisible();
    expect(screen.getByText('# parcels')).toBeVisible();
    await userEvent.click(screen.getByText('src'));
    await userEvent.click(screen.getByRole('button', { name: 'main.go' }));
    expect(
      screen.getByRole('region', { name: 'Content of src/main.go' }),
    ).toHaveTextContent('package main');
    expect(screen.getByRole('button', { name: 'main.go' })).toHaveAttribute(
      'aria-current',
      'true',
    );
    await userEvent.click(screen.getByRole('button', { name: 'logo.png' }));
    expect(screen.getByText(/Not shown.*4711 bytes/)).toBeVisible();
    expect(api.preview).toHaveBeenCalledWith(
      'template:default/go-microservice',
      formData,
    );
  });

  it('names file and line of a skeleton that cannot be rendered', async () => {
    const api = createGoldenPathsApi();
    api.preview.mockResolvedValue({
      files: [],
      problems: [{ file: 'README.md', line: 3, message: 'unexpected token' }],
    });
    render(api);
    expect(
      await screen.findByText(
        'The golden path cannot be rendered with these answers',
      ),
    ).toBeVisible();
    const files = screen.getByRole('region', {
      name: 'Files that will be written',
    });
    expect(within(files).getByRole('listitem')).toHaveTextContent(
      'README.md, line 3: unexpected token',
    );
  });

  it('lets somebody create without the preview when it fails', async () => {
    const api = createGoldenPathsApi();
    api.preview.mockRejectedValue(new Error('The backend is away'));
    const handleCreate = jest.fn();
    render(api, handleCreate);
    expect(await screen.findByText('The backend is away')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Create' }));
    expect(handleCreate).toHaveBeenCalledTimes(1);
  });
});
