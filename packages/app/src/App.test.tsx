import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('starts with its own sign-in page', async () => {
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'Causeway', signIn: { providers: ['guest'] } },
            backend: { baseUrl: 'http://localhost:7007' },
          },
          context: 'test',
        },
      ] as unknown as string,
    };

    render(App.createRoot());

    expect(
      await screen.findByRole(
        'button',
        { name: 'Enter as guest' },
        { timeout: 10_000 },
      ),
    ).toBeEnabled();
  }, 20_000);
});
