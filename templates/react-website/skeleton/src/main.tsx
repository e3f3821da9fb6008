import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { ErrorBoundary } from './ErrorBoundary';
import './main.css';

const root = document.getElementById('root');
if (!root) {
  throw new Error("index.html has no element 'root'");
}
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App name={import.meta.env.VITE_NAME} />
    </ErrorBoundary>
  </StrictMode>,
);
