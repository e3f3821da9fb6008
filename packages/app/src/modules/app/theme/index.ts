export { darkTheme, lightTheme } from './themes';
