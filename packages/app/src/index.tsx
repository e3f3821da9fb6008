/// <reference types="@backstage/cli/asset-types" />
import '@backstage/ui/css/styles.css';
import ReactDOM from 'react-dom/client';
import App from './App';
import './modules/app/theme/theme.css';

const container = document.getElementById('root');
if (!container) {
  throw new Error("index.html has no element with the ID 'root'");
}
ReactDOM.createRoot(container).render(App.createRoot());
