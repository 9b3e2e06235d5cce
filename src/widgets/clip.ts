/** Characters that a text field takes; 3 MB in it stop the page for most of a second, 50 MB for ten. */
export const LARGE = 256 * 1024;

/** What a paste or a drop brings. */
export type Clip =
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'text'; readonly text: string };

/** Text is preferred: a terminal's copy may come with a picture of itself. Null where there is neither. */
export function clipOf(data: DataTransfer | null): Clip | null {
  if (!data) return null;
  const text = data.getData('text/plain');
  if (text !== '') return { kind: 'text', text };
  return data.files.length > 0 ? { kind: 'files', files: [...data.files] } : null;
}

export function carriesFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/** Where typing and pasting already have a meaning. */
export function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
