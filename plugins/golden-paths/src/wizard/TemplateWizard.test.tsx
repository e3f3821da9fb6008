import { ResponseError } from '@backstage/errors';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { renderGoldenPaths } from '../__testUtils__/renderGoldenPaths';
import { TemplatesSubPage } from './TemplateWizard';

const path = '/form/default/go-microservice';

function renderForm(getTemplateParameterSchema: jest.Mock): void {
  renderGoldenPaths(
    <Routes>
      <Route
        path="/form/*"
        element={
          <TemplatesSubPage
            fields={[]}
            theme="mui"
            original={<p>The list</p>}
          />
        }
      />
    </Routes>,
    { path, scaffolder: { getTemplateParameterSchema } },
  );
}

async function answer(status: number) {
  return ResponseError.fromResponse(
    Response.json(
      {
        error: { name: 'Error', message: 'The database does not answer' },
        response: { statusCode: status },
      },
      { status },
    ),
  );
}

describe('TemplatesSubPage', () => {
  // The form scrolls to its top, which jsdom cannot.
  beforeAll(() => {
    window.scrollTo = jest.fn();
  });

  it('says where it stands why a form cannot be shown, and tries again', async () => {
    const getSchema = jest
      .fn()
      .mockRejectedValueOnce(await answer(503))
      .mockResolvedValue({ title: 'Go Microservice', steps: [] });
    renderForm(getSchema);
    expect(
      await screen.findByText('The form could not be loaded'),
    ).toBeVisible();
    expect(screen.getByText('The database does not answer')).toBeVisible();
    expect(screen.getByText(`Location: ${path}`)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('heading', { name: 'Go Microservice' }),
    ).toBeVisible();
  });

  it('says whom to ask for a form that one may not see', async () => {
    renderForm(jest.fn().mockRejectedValue(await answer(403)));
    expect(
      await screen.findByText(/This golden path is for other groups/),
    ).toBeVisible();
    expect(screen.queryByText('The list')).not.toBeInTheDocument();
  });
});
