import { handleCopyKeys } from './copy.ts';
import { handleFills } from './fills.ts';
import { keepFragment, rememberLanguage } from './language.ts';
import { closeMenus } from './menus.ts';
import { handleTheme } from './theme.ts';
import { followHeadings } from './toc.ts';

handleTheme();
closeMenus();
handleCopyKeys();
handleFills();
rememberLanguage();
keepFragment();
followHeadings();
