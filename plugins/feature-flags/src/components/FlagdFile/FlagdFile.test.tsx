import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createFlagsApi,
  createRefusal,
  environments,
} from '../../__fixtures__/flags';
import { flagsApiRef, type FlagsApi } from '../../api';
import { FlagdFile } from './FlagdFile';

let flagsApi: jest.Mocked<FlagsApi>;

const production = environments.find(({ isProduction }) => isProduction);
const scope = { flagSet: 'payments', environment: 'production' };
const text = '{"flags": {}}';

const preview = {
  created: ['added'],
  updated: ['limit'],
  unchanged: ['same'],
  refused: [
    {
      key: 'lost',
      pointer: '/flags/lost/owner',
      message: "flagd's format has no field 'owner', so it would be lost.",
    },
  ],
  changes: [
    {
      key: 'limit',
      before: { variants: { low: 1 } },
      after: { variants: { low: 2 } },
    },
    { key: 'added', after: { variants: { on: true } } },
  ],
  revision: 7,
};

beforeEach(() => {
  flagsApi = createFlagsApi();
});

function renderFile() {
  if (!production) {
    throw new Error('The fixtures have no production environment');
  }
  renderInTestApp(<FlagdFile flagSet="payments" environment={production} />, {
    apis: [[flagsApiRef, flagsApi]],
  });
}

async function chooseFile() {
  await userEvent.upload(
    await screen.findByLabelText('Choose a flagd file', { selector: 'input' }),
    Object.assign(
      new File([text], 'flags.json', { type: 'application/json' }),
      // The files of jsdom cannot be read.
      { text: async () => text },
    ),
  );
}

describe('FlagdFile', () => {
  it('previews a file, and imports it once the flag set is typed', async () => {
    flagsApi.previewImport.mockResolvedValue(preview);
    flagsApi.importFile.mockResolvedValue(preview);
    renderFile();
    await chooseFile();

    const changed = await screen.findByRole('region', { name: '1 changed' });
    expect(changed).toHaveTextContent('Removed: − "low": 1');
    expect(changed).toHaveTextContent('Added: + "low": 2');
    expect(screen.getByRole('region', { name: '1 added' })).toHaveTextContent(
      'added',
    );
    expect(
      within(screen.getByRole('grid', { name: 'What is refused' })).getByRole(
        'row',
        { name: /^\/flags\/lost\/owner/ },
      ),
    ).toHaveTextContent("flagd's format has no field 'owner'");
    expect(screen.getByText('1 unchanged')).toBeInTheDocument();
    expect(flagsApi.previewImport).toHaveBeenCalledWith(scope, text);
    expect(flagsApi.importFile).not.toHaveBeenCalled();

    await userEvent.click(
      screen.getByRole('button', { name: 'Import 2 changes into Production' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Import into payments in Production?',
    });
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /^Type payments/ }),
      'payments{Enter}',
    );
    await waitFor(() =>
      expect(flagsApi.importFile).toHaveBeenCalledWith(scope, text, {
        revision: 7,
      }),
    );
    await waitFor(() =>
      expect(screen.queryByText('What flags.json would do')).toBeNull(),
    );
  });

  it('previews again when somebody saved since', async () => {
    flagsApi.previewImport.mockResolvedValueOnce(preview);
    flagsApi.importFile.mockRejectedValue(
      await createRefusal(409, "Flag set 'payments' is at revision 8"),
    );
    renderFile();
    await chooseFile();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Import 2 changes into Production',
      }),
    );
    await userEvent.type(
      within(await screen.findByRole('dialog')).getByRole('textbox'),
      'payments{Enter}',
    );
    flagsApi.previewImport.mockResolvedValueOnce({
      ...preview,
      created: [],
      updated: [],
      changes: [],
      revision: 8,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Load the latest' }),
    );
    expect(
      await screen.findByText('Nothing would change.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Import \d/ })).toBeNull();
  });

  it.each([
    [400, 'flags.json cannot be imported'],
    [403, 'You are not allowed to make the changes of this file'],
  ])('says why a file is refused with %i', async (status, title) => {
    flagsApi.previewImport.mockRejectedValue(
      await createRefusal(status, "The name 'on' stands here twice."),
    );
    renderFile();
    await chooseFile();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(title);
    expect(alert).toHaveTextContent("The name 'on' stands here twice.");
  });
});
