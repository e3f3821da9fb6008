import {
  githubAuthApiRef,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
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

function renderPage(providers?: string[], contact?: object) {
  const onSignInSuccess = jest.fn<void, [IdentityApi]>();
  const app = renderInTestApp(
    <SignInPage onSignInSuccess={onSignInSuccess} />,
    {
      apis: [[githubAuthApiRef, github], mockApis.discovery()],
      config: { app: { signIn: { providers, contact } } },
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
    const { onSignInSuccess, unmount } = renderPage(['guest']);

    expect(screen.getAllByRole('button')).toHaveLength(1);
    await userEvent.click(
      screen.getByRole('button', { name: 'Enter as guest' }),
    );
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(fetchMock.mock.calls[0][0]).toMatch(/\/api\/auth\/guest\/refresh$/);
    unmount();

    const again = renderPage(['guest']);
    await waitFor(() => expect(again.onSignInSuccess).toHaveBeenCalledTimes(1));
    await again.onSignInSuccess.mock.calls[0][0].signOut();
    again.unmount();

    const afterwards = renderPage(['guest']);
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

  it('offers nothing that is not named', () => {
    renderPage();

    expect(screen.queryByRole('button')).not.toBeInTheDocument();
    expect(
      screen.getByText(
        'No way to sign in is configured. Set app.signIn.providers.',
      ),
    ).toBeInTheDocument();
  });

  it('keeps the order of the configuration', () => {
    renderPage(['okta', 'guest', 'github']);

    expect(
      screen.getAllByRole('button').map(({ textContent }) => textContent),
    ).toEqual(['Sign in with Okta', 'Sign in with GitHub', 'Enter as guest']);
  });

  it.each([
    ['UserNotInCatalogError', 'You are not in the catalog yet'],
    ['AmbiguousUserError', 'The catalog has you more than once'],
    ['EmailNotVerifiedError', 'Your e-mail address is missing'],
    ['EmailDomainNotAllowedError', 'This account is not for the portal'],
    ['ClientRefusedError', 'The portal is not set up right'],
    ['ProviderUnreachableError', 'The provider cannot be reached'],
    ['ProviderCertificateError', 'The provider cannot be trusted'],
    ['ProviderRefusedError', 'The provider refused the sign-in'],
    ['TypeError', 'Signing in did not work'],
  ])('says after a %s what to do and whom to ask', async (name, title) => {
    github.getBackstageIdentity.mockRejectedValue(
      Object.assign(new Error('What the backend says.'), { name }),
    );
    renderPage(['github'], {
      title: 'Platform team',
      url: 'mailto:platform@harborline.example',
    });

    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in with GitHub' }),
    );

    const failure = await screen.findByRole('alert', { name: title });
    expect(failure).toHaveTextContent('What the backend says.');
    expect(
      within(failure).getByRole('heading', { name: 'What to do' }),
    ).toBeInTheDocument();
    expect(
      within(failure).getByRole('link', { name: 'Platform team' }),
    ).toHaveAttribute('href', 'mailto:platform@harborline.example');
    expect(
      screen.getByRole('button', { name: 'Sign in with GitHub' }),
    ).toBeEnabled();
  });

  it.each([
    [
      'SignInCancelledError',
      'You have not signed in',
      'What the backend says.',
    ],
    [
      'PopupClosedError',
      'You have not signed in',
      'The window was closed before the sign-in was finished.',
    ],
    [
      'PopupRejectedError',
      'The browser blocked the window',
      'Signing in happens in a window of its own.',
    ],
  ])('asks nobody after a %s', async (name, title, message) => {
    github.getBackstageIdentity.mockRejectedValue(
      Object.assign(new Error('What the backend says.'), { name }),
    );
    renderPage(['github']);

    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in with GitHub' }),
    );

    const failure = await screen.findByRole('alert', { name: title });
    expect(failure).toHaveTextContent(message);
    expect(
      within(failure).queryByRole('heading', { name: 'Whom to ask' }),
    ).not.toBeInTheDocument();
  });
});
