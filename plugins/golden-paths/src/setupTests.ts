import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine with two cores needs several seconds to load a page's modules.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });
