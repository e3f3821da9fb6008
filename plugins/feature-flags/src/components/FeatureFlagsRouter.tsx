import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import {
  conformanceRouteRef,
  createFlagRouteRef,
  createSegmentRouteRef,
  flagRouteRef,
  flagSetRouteRef,
  segmentRouteRef,
} from '../routes';
import { ConformancePage } from './ConformancePage';
import { CreateFlagPage } from './CreateFlagPage';
import { FlagListPage } from './FlagListPage';
import { FlagPage } from './FlagPage';
import { FlagSetPage } from './FlagSetPage';
import { CreateSegmentPage, SegmentPage } from './SegmentPage';

/** Everything under the path of the plugin's page. */
export function FeatureFlagsRouter() {
  return (
    <Routes>
      <Route path="/" element={<FlagListPage />} />
      <Route path={createFlagRouteRef.path} element={<CreateFlagPage />} />
      <Route path={conformanceRouteRef.path} element={<ConformancePage />} />
      <Route path={`${flagRouteRef.path}/*`} element={<FlagPage />} />
      <Route
        path={createSegmentRouteRef.path}
        element={<CreateSegmentPage />}
      />
      <Route path={segmentRouteRef.path} element={<SegmentPage />} />
      <Route path={`${flagSetRouteRef.path}/*`} element={<FlagSetPage />} />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
