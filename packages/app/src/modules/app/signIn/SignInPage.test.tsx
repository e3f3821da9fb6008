import {
  githubAuthApiRef,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SignInPage } from './SignInPage';

const identity = {
  type: 'user' as const,
  userEntityRef: 'user:default/ada',
  ownershipEntityRefs: [],
};

const session = {
  token: `header.${btoa(JSON.stringify({ exp: 4102444800 }))}.signature`,
  identity,
  expiresInSeconds: 3600,
};

const github = {
  getBackstageIdentity: jest.fn(),
  getProfile: jest.fn(),
  signOut: jest.fn(),
};

const fetchMock = jest.fn();

beforeEach(() => {
  jest.resetAllMocks();
  localStorage.clear();
  globalThis.fetch = fetchMock;
  github.getProfile.mockResolvedValue({ displayName: 'Ada' });
});

function renderPage(providers?: string[]) {
  const onSignInSuccess = jest.fn<void, [IdentityApi]>();
  const app = renderInTestApp(
    <SignInPage onSignInSuccess={onSignInSuccess} />,
    {
      apis: [[githubAuthApiRef, github], mockApis.discovery()],
      config: { app: { ...(providers && { signIn: { providers } }) } },
    },
  );
  return { ...app, onSignInSuccess };
}

describe('SignInPage', () => {
  it('lets a guest in, remembers it until sign-out, and offers nothing else', async () => {
    fetchMock.mockResolvedValue({
      ok: true,
      json: async () => ({
        profile: {},
        backstageIdentity: { ...session, id: 'guest' },
      }),
    });
    const { onSignInSuccess, unmount } = renderPage();

    expect(screen.getAllByRole('button')).toHaveLength(1);
    await userEvent.click(
      screen.getByRole('button', { name: 'Enter as guest' }),
    );
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(fetchMock.mock.calls[0][0]).toMatch(/\/api\/auth\/guest\/refresh$/);
    unmount();

    const again = renderPage();
    await waitFor(() => expect(again.onSignInSuccess).toHaveBeenCalledTimes(1));
    await again.onSignInSuccess.mock.calls[0][0].signOut();
    again.unmount();

    const afterwards = renderPage();
    expect(
      screen.getByRole('button', { name: 'Enter as guest' }),
    ).toBeEnabled();
    expect(afterwards.onSignInSuccess).not.toHaveBeenCalled();
  });

  it('says why a guest is refused', async () => {
    fetchMock.mockRejectedValue(new Error('The portal is away'));
    const { onSignInSuccess } = renderPage(['guest']);

    await userEvent.click(
      screen.getByRole('button', { name: 'Enter as guest' }),
    );

    expect(await screen.findByText('The portal is away')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Enter as guest' }),
    ).toBeEnabled();
    expect(onSignInSuccess).not.toHaveBeenCalled();
  });

  it('signs in with a provider that the configuration names', async () => {
    github.getBackstageIdentity.mockResolvedValue(session);
    const { onSignInSuccess } = renderPage(['github']);

    expect(
      screen.queryByRole('button', { name: 'Enter as guest' }),
    ).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in with GitHub' }),
    );

    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(github.getBackstageIdentity).toHaveBeenCalledWith({
      instantPopup: true,
    });
    await expect(
      onSignInSuccess.mock.calls[0][0].getBackstageIdentity(),
    ).resolves.toEqual(identity);
  });

  it('names a provider that has no user for the person, and one that does not exist', async () => {
    github.getBackstageIdentity.mockResolvedValue(undefined);
    renderPage(['github', 'gitbub']);

    expect(
      screen.getByText(
        "'gitbub' in app.signIn.providers is not a known provider.",
      ),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in with GitHub' }),
    );
    expect(
      await screen.findByText(/'github' signs people in, but finds no user/),
    ).toBeInTheDocument();
  });
});
