import { Component, type ReactNode } from 'react';

/** What is shown when a part of the page fails, instead of nothing at all. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? (
      <main>
        <h1>Something went wrong</h1>
        <p role="alert">Load the page again. If it stays like this, tell the team that owns it.</p>
      </main>
    ) : (
      this.props.children
    );
  }
}
