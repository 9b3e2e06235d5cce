// What stands behind `#` on an alert's page are values for commands (`#node=n3`): the runbooks that it leads to are to have them too.
const follow = () => {
  if (!location.hash.includes('=')) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-carry]')) link.hash = location.hash;
};
addEventListener('hashchange', follow);
follow();
