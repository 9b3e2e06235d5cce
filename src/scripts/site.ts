import { handleCopyKeys } from './copy.ts';
import { handleFills } from './fills.ts';
import { keepFragment, rememberLanguage } from './language.ts';
import { handleAnchors } from './links.ts';
import { closeMenus } from './menus.ts';
import { handleTheme } from './theme.ts';
import { followHeadings } from './toc.ts';

handleTheme();
closeMenus();
handleCopyKeys();
handleAnchors();
handleFills();
rememberLanguage();
keepFragment();
followHeadings();
